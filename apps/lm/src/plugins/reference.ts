import { resolve } from 'node:path';

/** Where a factory is. */
export interface Reference {
  /** A package, a path in a package (`some-package/gates`), or the absolute path of a file. */
  readonly module: string;
  /** The only version of the package that will do. */
  readonly version?: string;
  /** The name of the export. */
  readonly factory: string;
}

/**
 * Reads `package#factory`, `package@version#factory` or `./file.js#factory`.
 *
 * @example
 * ```ts
 * parseReference('@some/package@1.2.0#someGate'); // { module: '@some/package', version: '1.2.0', factory: 'someGate' }
 * ```
 */
export function parseReference(text: string): Reference {
  const [where, factory] = [text.slice(0, text.lastIndexOf('#')), text.slice(text.lastIndexOf('#') + 1)];
  if (/^\.{0,2}[/\\]|^[a-z]:/i.test(where)) return { module: resolve(where), factory };
  const at = where.indexOf('@', 1);
  return at < 0 ? { module: where, factory } : { module: where.slice(0, at), version: where.slice(at + 1), factory };
}

/** The text of a reference, which {@link parseReference} reads. */
export function referenceText({ module, version, factory }: Reference): string {
  return `${module}${version === undefined ? '' : `@${version}`}#${factory}`;
}

/** `@some/package` of `@some/package/gates`. */
export function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}
