import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheDirectory, createWhole } from '@outrageous/core/node';
import type { ProgressListener } from '../device.js';
import { attempt, setUpError } from './attempt.js';
import { buildDirectory, cachedLibrary } from './installation.js';
import { isHeader, isLibrary, isNvidiaLibrary, type Library } from './library.js';
import { downloadWheel, findPip, type Pip } from './pip.js';
import { wheelsOf, whyNoDownload, type Build, type Wheel } from './release.js';
import { unpackWheel } from './wheel.js';

/**
 * Gets TensorFlow's libraries and headers out of the wheels of the Python Package Index, into the cache.
 *
 * @param wheel a wheel on this disk that is taken instead of a download.
 * @throws DeviceError if there is no build for this machine, no pip, no network, or no room.
 */
export async function downloadLibrary(
  cuda: boolean,
  wheel: string | undefined,
  progress: ProgressListener,
): Promise<Library> {
  const build: Build = { cuda, platform: process.platform, arch: process.arch };
  refuseForeignMachine(build);
  const downloads = downloadDirectory(cuda);
  const wheels = wheel === undefined ? await downloadAll(build, downloads, progress) : [wheel];
  // Whatever comes of it: a wheel that cannot be unpacked is to be downloaded again next time.
  await unpack(wheels, cuda, progress).finally(() => rm(downloads, { recursive: true, force: true }));
  return unpackedLibrary(cuda);
}

/** Where the wheels of a build lie until they are unpacked. */
export function downloadDirectory(cuda: boolean): string {
  return join(cacheDirectory(), 'downloads', basename(buildDirectory(cuda)));
}

function unpack(wheels: readonly string[], cuda: boolean, progress: ProgressListener): Promise<void> {
  const remedy = `Start again with a whole wheel and ${cuda ? 9 : 1} GB of room, or name another disk in OUTRAGEOUS_CACHE`;
  return attempt('unpack the wheel', remedy, () => unpackAll(wheels, buildDirectory(cuda), progress));
}

function refuseForeignMachine(build: Build): void {
  const reason = whyNoDownload(build);
  if (reason === undefined) return;
  throw setUpError(
    reason,
    'Name the folder of a libtensorflow 2.x in the environment variable OUTRAGEOUS_LIBTENSORFLOW',
  );
}

/** Wheels that an earlier, interrupted set-up has downloaded whole are not downloaded again. */
async function downloadAll(build: Build, directory: string, progress: ProgressListener): Promise<string[]> {
  const pip = await requirePip();
  const wheels = wheelsOf(build);
  const total = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  const paths: string[] = [];
  let before = 0;
  for (const wheel of wheels) {
    const report = (bytes: number) =>
      progress({ stage: 'download', message: `downloading ${wheel.requirement}`, bytes: before + bytes, total });
    paths.push(await downloadOne(pip, wheel, directory, report));
    before += wheel.bytes;
  }
  return paths;
}

async function downloadOne(
  pip: Pip,
  wheel: Wheel,
  directory: string,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const folder = join(directory, wheel.requirement.split(/[=<>]/)[0]);
  const earlier = existsSync(folder) ? (await readdir(folder)).find((file) => file.endsWith('.whl')) : undefined;
  if (earlier !== undefined) return join(folder, earlier);
  onBytes(0);
  const remedy = 'Make sure that pip reaches a Python Package Index (try `pip download tensorflow-cpu --no-deps`)';
  return attempt(`download ${wheel.requirement}`, remedy, () => downloadWheel(pip, wheel, folder, onBytes));
}

async function requirePip(): Promise<Pip> {
  const pip = await findPip();
  if (pip !== undefined) return pip;
  throw setUpError(
    'found no pip, and needs it to download TensorFlow',
    'Install Python 3 with pip (Debian and Ubuntu: `apt-get install python3-pip`; Fedora: `dnf install python3-pip`)',
  );
}

/** Unpacks beside the target and renames at the end, so that the target is whole or not there. */
async function unpackAll(wheels: readonly string[], target: string, progress: ProgressListener): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await createWhole(target, async (half) => {
    for (const wheel of wheels) {
      const message = `unpacking ${basename(wheel).split('-')[0].replaceAll('_', '-')}`;
      await unpackWheel(wheel, half, isWanted, (bytes, total) => progress({ stage: 'unpack', message, bytes, total }));
    }
  });
}

function isWanted(path: string): boolean {
  return isHeader(path) || isLibrary(path) || isNvidiaLibrary(path);
}

function unpackedLibrary(cuda: boolean): Library {
  const library = cachedLibrary(cuda);
  if (library !== undefined) return library;
  throw setUpError(
    'the wheel lacks libtensorflow_cc.so.2 or its headers',
    'Use a wheel of tensorflow-cpu 2.21.0 for Linux',
  );
}
