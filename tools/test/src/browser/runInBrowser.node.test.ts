import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runInBrowser } from './runInBrowser.js';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test('a page in Chromium starts WebGPU, multiplies and takes gradients', async () => {
  expect(await runInBrowser(file('./multiply.browser.ts'))).toEqual({
    backend: 'webgpu',
    gpu: false,
    product: [19, 22, 43, 50],
    gradient: [11, 15, 11, 15],
  });
});

test('what a page throws is thrown here, with what it had written', async () => {
  await expect(runInBrowser(file('./fails.browser.ts'))).rejects.toThrow(/thrown in the page[\s\S]*written before/);
});

test('a WebGPU error in a page is thrown here', async () => {
  await expect(runInBrowser(file('./gpuError.browser.ts'))).rejects.toThrow(/WebGPU errors that nothing caught/);
});
