import { build } from 'esbuild';
import type { Fact } from '../check.js';

/** An entry can be bundled for a browser: nothing of Node is reached from it. */
export async function bundleFact(folder: string, entry: string): Promise<Fact> {
  const name = `browser bundle of '${entry}'`;
  try {
    await build({
      stdin: { contents: `export * from '${entry}';`, resolveDir: folder },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      logLevel: 'error',
    });
    return { name };
  } catch (error) {
    return { name, failure: String(error) };
  }
}
