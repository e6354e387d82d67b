import { build } from 'esbuild';
import { openWebGpuPage } from './openWebGpuPage.js';

/**
 * Bundles a TypeScript file for browsers, runs its default export on a page with WebGPU, and answers the result.
 *
 * The default export is a function without arguments whose result, or whose promise's result, is JSON.
 * Packages of this repository are bundled from their sources, through their browser entries.
 *
 * @throws Error with what the page threw, and what it had written on its console.
 *
 * @example
 * ```ts
 * // add.browser.ts: export default async () => [1 + 1];
 * const result = await runInBrowser(fileURLToPath(new URL('./add.browser.ts', import.meta.url)));
 * ```
 */
export async function runInBrowser(entryFile: string): Promise<unknown> {
  const script = await bundle(entryFile);
  const { page, log, close } = await openWebGpuPage('<!doctype html><title>test</title>');
  try {
    await page.addScriptTag({ content: script });
    return await page.evaluate('outrageousEntry.default()');
  } catch (cause) {
    throw new Error(`runInBrowser('${entryFile}'): ${String(cause)}\n${log.join('\n')}`, { cause });
  } finally {
    await close();
  }
}

async function bundle(entryFile: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryFile],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'outrageousEntry',
    platform: 'browser',
    conditions: ['outrageous-source', 'browser'],
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}
