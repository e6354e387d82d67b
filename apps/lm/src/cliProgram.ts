import { fileURLToPath } from 'node:url';

/** The command line, for a process of its own: compiled where this file is, a source where it is one. */
export const cliProgram = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './cli.ts' : './cli.js', import.meta.url),
);
