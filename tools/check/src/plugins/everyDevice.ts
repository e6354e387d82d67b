import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The devices that plugins are tested on. */
export const DEVICES = ['cpu', 'wasm', 'tensorflow', 'webgpu'] as const;

/** What those need that the plugins' own package.json doesn't name. The last one is WebGPU where there is no GPU. */
const PACKAGES = {
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  '@tensorflow/tfjs-backend-webgpu': '4.22.0',
  '@tensorflow/tfjs-node-gpu': '4.22.0',
  webgpu: '0.6.2',
  '@sparticuz/chromium': '147.0.0',
};

interface Manifest {
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Gives a project the packages of every device. */
export async function addDevices(project: string): Promise<void> {
  await edit(join(project, 'package.json'), (text) => {
    const manifest = JSON.parse(text) as Manifest;
    return JSON.stringify({ ...manifest, devDependencies: { ...manifest.devDependencies, ...PACKAGES } });
  });
}

/** Has the tests of a plugin that was made by the template run on every device, as its README says. */
export async function testOnEveryDevice(project: string): Promise<void> {
  await addDevices(project);
  await edit(join(project, 'vitest.config.js'), (text) => {
    const usual = "['cpu', 'wasm']";
    if (text.includes(usual)) return text.replace(usual, JSON.stringify(DEVICES));
    throw new Error(`vitest.config.js of the template needs the devices ${usual}, so that others can be added to them`);
  });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}
