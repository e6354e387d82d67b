import { bundle } from './bundle.js';

/** What a browser loads for one import, in bytes, minified and compressed with gzip, without TensorFlow.js. */
export interface Size {
  /** What is imported, such as `@outrageous/gating` or `{ hashGate } from '@outrageous/gating'`. */
  readonly what: string;
  /** Without `@outrageous/core`. */
  readonly alone: number;
  /** With what is used of `@outrageous/core`. */
  readonly withCore: number;
}

/** All packages of TensorFlow.js. */
export const TENSORFLOW = '@tensorflow';

/** Packages that are measured whole. */
const PACKAGES = ['gating', 'experts', 'lstm', 'trainer', 'parallel'].map((name) => `@outrageous/${name}`);

/** Single plugins, which show what is left out of a package. */
const PLUGINS = [
  ['@outrageous/gating', 'hashGate'],
  ['@outrageous/gating', 'noisyTopK'],
  ['@outrageous/experts', 'feedForward'],
  ['@outrageous/experts', 'poolOf'],
  ['@outrageous/lstm', 'lstm'],
  ['@outrageous/lstm', 'gru'],
] as const;

/**
 * The sizes of packages, all that they export, and of single plugins.
 *
 * @param folder where the packages are installed
 */
export async function sizesIn(folder: string): Promise<Size[]> {
  const imports = [
    ...PACKAGES.map((entry) => [entry, `export * from '${entry}';`]),
    ...PLUGINS.map(([entry, name]) => [`{ ${name} } from '${entry}'`, `export { ${name} } from '${entry}';`]),
  ];
  return Promise.all(imports.map(([what, program]) => sizeOf(what, program, folder)));
}

async function sizeOf(what: string, program: string, folder: string): Promise<Size> {
  const { size: alone } = await bundle(program, folder, [TENSORFLOW, '@outrageous/core']);
  const { size: withCore } = await bundle(program, folder, [TENSORFLOW]);
  return { what, alone, withCore };
}

/** Sizes as a table in Markdown, in kB of 1,000 bytes. */
export function sizesTable(sizes: readonly Size[]): string {
  const rows = sizes.map(({ what, alone, withCore }) => [`\`${what}\``, kilobytes(alone), kilobytes(withCore)]);
  return [['import', 'without core', 'with core'], ['---', '---:', '---:'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
