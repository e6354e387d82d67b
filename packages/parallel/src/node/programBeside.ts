import { fileURLToPath } from 'node:url';

/** The path of a program in the folder of a module: compiled where the module is, a source where it is one. */
export function programBeside(moduleUrl: string, name: string): string {
  const extension = moduleUrl.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${extension}`, moduleUrl));
}
