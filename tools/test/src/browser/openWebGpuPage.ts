import { chromium, type Browser, type Page } from 'playwright-core';
import { unpackChromium } from './unpackChromium.js';

/** A page in a headless Chromium that has `navigator.gpu`, in software. */
export interface WebGpuPage {
  readonly page: Page;
  /** Everything that the page has written on its console, and every error that it has thrown. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

const flags = [
  '--no-sandbox',
  '--no-zygote',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--use-gl=angle',
  '--enable-unsafe-swiftshader',
];

/** WebGPU is there on secure pages only, and localhost is one. */
const address = 'http://localhost/';

/**
 * Opens a page with the given HTML.
 *
 * @example
 * ```ts
 * const { page, close } = await openWebGpuPage('<h1>hello</h1>');
 * console.log(await page.evaluate(async () => (await navigator.gpu.requestAdapter()).info.vendor));
 * await close();
 * ```
 */
export async function openWebGpuPage(html: string): Promise<WebGpuPage> {
  const browser = await launch();
  const page = await browser.newPage();
  const log: string[] = [];
  page.on('console', (message) => log.push(message.text()));
  page.on('pageerror', (error) => log.push(error.message));
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(address);
  return { page, log, close: () => browser.close() };
}

async function launch(): Promise<Browser> {
  const { executable, libraries } = await unpackChromium();
  const LD_LIBRARY_PATH = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return chromium.launch({ executablePath: executable, args: flags, env: { ...process.env, LD_LIBRARY_PATH } });
}
