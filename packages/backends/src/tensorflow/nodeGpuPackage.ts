import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheDirectory, createWhole, runCommand } from '@outrageous/core/node';

/** The release of `@tensorflow/tfjs-node-gpu` that is fetched where the consumer has none. */
const nodeGpuVersion = '4.22.0';

const packageName = '@tensorflow/tfjs-node-gpu';

/**
 * Finds the folder of `@tensorflow/tfjs-node-gpu`: the consumer's, this package's own, or the one in the cache.
 *
 * Its main file throws where the binding is missing, so it is resolved and not loaded.
 */
export function findNodeGpuPackage(): string | undefined {
  const places = [join(process.cwd(), 'package.json'), import.meta.url, join(fetchedDirectory(), 'package.json')];
  for (const place of places) {
    try {
      return dirname(createRequire(place).resolve(`${packageName}/package.json`));
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * Fetches `@tensorflow/tfjs-node-gpu` into the cache with npm, without running its install script.
 *
 * Users whose package manager removes it, because that script fails, still get the device.
 *
 * @throws Error with npm's own words.
 */
export async function fetchNodeGpuPackage(): Promise<string> {
  const target = fetchedDirectory();
  await createWhole(target, installInto);
  return join(target, 'node_modules', packageName);
}

async function installInto(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runCommand('npm', [...npm, `${packageName}@${nodeGpuVersion}`], { cwd: folder });
}

/** The binary that upstream's install script downloads, where that worked. */
export function upstreamBinding(nodeGpu: string): string | undefined {
  const binding = join(nodeGpu, 'lib/napi-v8/tfjs_binding.node');
  return existsSync(binding) ? binding : undefined;
}

function fetchedDirectory(): string {
  return join(cacheDirectory(), 'node-gpu', nodeGpuVersion);
}
