import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file with a gate, a pool and a recurrent layer, as a stranger writes them. */
const parts = `
import { feedForward } from '@outrageous/experts';
import { softmaxTopK } from '@outrageous/gating';
import { gru, peepholeLstm } from '@outrageous/lstm';

export const gate = ({ width, experts, groups, k }) => softmaxTopK({ width, experts, groups, k });
export const pool = ({ width, experts, hidden, layers = 1 }) =>
  feedForward({ experts, width, hidden: Array(layers).fill(hidden) });
export const layer = ({ inputWidth, cells }) => gru({ inputWidth, cells });
export const cell = ({ inputWidth, cells }) => peepholeLstm({ inputWidth, cells });

export const nothing = () => undefined;
export const later = async (sizes) => gate(sizes);
export const halfGate = (sizes) => ({ ...gate(sizes), expertsPerToken: undefined });
export const uncounted = (sizes) => ({ ...gate(sizes), operations: 2 * sizes.hidden });
export const crowded = (sizes) => gate({ ...sizes, experts: 5 });
export const lone = (sizes) => pool({ ...sizes, experts: 1 });
export const widePool = (sizes) => feedForward({ ...sizes, outputWidth: 5 });
export const wide = (sizes) => layer({ ...sizes, cells: 7 });
export const failing = ({ rate }) => {
  if (rate === undefined) throw new RangeError('failing needs a rate');
};
`;

/** Puts `parts.js`, a package `some-package` of version 1.2.0 with the same factories, and our packages in a folder. */
export async function addPlugins(folder: string): Promise<void> {
  await writeFile(join(folder, 'parts.js'), parts);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'broken.js'), "import 'not-installed';");
  await writeFile(join(folder, 'word.js'), "export const word = 'a gate';");
  await writeFile(join(folder, 'empty.js'), '');
  // What Node says where package.json has the type commonjs; tsx, under which tests run, would read it all the same.
  await writeFile(join(folder, 'common.js'), "throw new SyntaxError('Cannot use import statement outside a module');");
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(fileURLToPath(new URL('../../node_modules/@outrageous', import.meta.url)), ours(folder));
  await setPackageVersion(folder, '1.2.0');
}

/** Installs `some-package` in another version. */
export async function setPackageVersion(folder: string, version: string): Promise<void> {
  const home = join(folder, 'node_modules', 'some-package');
  const manifest = { name: 'some-package', version, type: 'module', exports: { '.': { import: './index.js' } } };
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'index.js'), parts);
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
}

function ours(folder: string): string {
  return join(folder, 'node_modules', '@outrageous');
}
