import { UsageError } from './usageError.js';

/** A name that npm takes, whose last part makes an identifier. */
const PACKAGE = /^(@[a-z0-9][\w.-]*\/)?[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a plugin is called, in its several places. */
export interface Names {
  /** Of the package: `@me/cosine-gate`. */
  readonly package: string;
  /** Of its folder: `cosine-gate`. */
  readonly folder: string;
  /** Of the factory and its file: `cosineGate`. */
  readonly factory: string;
  /** What types begin with: `CosineGate`. */
  readonly type: string;
}

/**
 * The names of a plugin, from that of its package.
 *
 * @throws UsageError when npm wouldn't take it, or no identifier comes of it
 * @example
 * ```ts
 * namesOf('@me/cosine-gate'); // { package: '@me/cosine-gate', folder: 'cosine-gate', factory: 'cosineGate', type: 'CosineGate' }
 * ```
 */
export function namesOf(name: string): Names {
  if (!PACKAGE.test(name)) {
    throw new UsageError(
      `got the name '${name}', needs one of a package in lower case, such as cosine-gate or @me/cosine-gate`,
    );
  }
  const folder = name.slice(name.indexOf('/') + 1);
  const type = folder
    .split('-')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');
  return { package: name, folder, factory: type[0].toLowerCase() + type.slice(1), type };
}
