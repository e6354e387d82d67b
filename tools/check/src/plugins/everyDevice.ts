import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.js';

/** The devices that plugins are tested on. */
export const DEVICES = ['cpu', 'wasm', 'tensorflow', 'webgpu'] as const;

/** What those need that the plugins' own package.json doesn't name. The last one is WebGPU where there is no GPU. */
const PACKAGES = [
  ...['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-node-gpu'],
  ...['webgpu', '@sparticuz/chromium'],
];

interface Manifest {
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Gives a project the packages of every device. */
export async function addDevices(project: string): Promise<void> {
  const packages = await testedVersions();
  await edit(join(project, 'package.json'), (text) => {
    const manifest = JSON.parse(text) as Manifest;
    return JSON.stringify({ ...manifest, devDependencies: { ...manifest.devDependencies, ...packages } });
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

/** The versions that `@outrageous/backends` is tested with; those of the catalog are the ones that it asks users for. */
async function testedVersions(): Promise<Record<string, string | undefined>> {
  const text = await readFile(join(ROOT, 'packages/backends/package.json'), 'utf8');
  const { peerDependencies = {}, devDependencies = {} } = JSON.parse(text) as Manifest;
  const versionOf = (name: string) => (devDependencies[name] === 'catalog:' ? peerDependencies : devDependencies)[name];
  return Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}
