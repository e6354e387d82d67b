import { createReadStream, existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import koffi from 'koffi';
import { extract } from 'tar-fs';
import { cacheDirectory, createWhole } from '@outrageous/core/node';

/** For the life of the process: a library that nobody holds is unloaded when memory is collected, before Dawn looks for it. */
const held: ReturnType<typeof koffi.load>[] = [];

/** The package whose archive holds SwiftShader, a Vulkan driver in software. */
export const swiftShaderPackage = '@sparticuz/chromium';

/**
 * Gives this process a Vulkan driver in software, so that WebGPU can be tested without a GPU.
 *
 * Answers false where the optional package `@sparticuz/chromium` is not installed. Dawn looks for its
 * Vulkan loader when an instance is created, so create one after this.
 */
export async function useSwiftShader(): Promise<boolean> {
  const archive = findArchive();
  if (archive === undefined) return false;
  const directory = await unpacked(archive);
  process.env.VK_DRIVER_FILES = await driverFile(directory);
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  held.push(koffi.load(join(directory, 'libvulkan.so.1'), { global: true }));
  return true;
}

function findArchive(): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      const main = createRequire(from).resolve(swiftShaderPackage);
      return join(dirname(main), '../../bin/swiftshader.tar.br');
    } catch {
      continue;
    }
  }
  return undefined;
}

async function unpacked(archive: string): Promise<string> {
  const target = join(cacheDirectory(), 'swiftshader', '147.0.0');
  if (existsSync(target)) return target;
  await createWhole(target, (half) => pipeline(createReadStream(archive), createBrotliDecompress(), extract(half)));
  return target;
}

/** The package's driver file names its library relatively; the loader needs the absolute path. */
async function driverFile(directory: string): Promise<string> {
  const file = join(directory, 'outrageous_icd.json');
  if (existsSync(file)) return file;
  const text = await readFile(join(directory, 'vk_swiftshader_icd.json'), 'utf8');
  const driver = JSON.parse(text) as { ICD: { library_path: string } };
  driver.ICD.library_path = join(directory, 'libvk_swiftshader.so');
  const half = `${file}.${process.pid}`;
  await writeFile(half, JSON.stringify(driver));
  await rename(half, file);
  return file;
}
