import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from '@outrageous/core/node';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { ProgressListener } from '../device.js';
import { probe } from '../doctor/probe.js';
import { attempt } from './attempt.js';
import { buildBinding, requireCompiler } from './binding.js';
import { downloadDirectory, downloadLibrary } from './downloadLibrary.js';
import {
  findTensorflow,
  foundLink,
  refusesUpstream,
  verifiedMark,
  wantedLibraries,
  type Installation,
  type InstallationOptions,
} from './installation.js';
import { pythonLibrary } from './library.js';
import { withInstallLock } from './lock.js';
import { fetchNodeGpuPackage, findNodeGpuPackage, upstreamBinding } from './nodeGpuPackage.js';
import { printProgress } from './printProgress.js';

/** How TensorFlow is set up. */
export interface InstallOptions extends InstallationOptions {
  /** A wheel of `tensorflow` or `tensorflow-cpu` on this disk, instead of a download. */
  readonly wheel?: string;
  /** Default: a line per stage on standard error. */
  readonly progress?: ProgressListener;
}

/**
 * Sets up the tensorflow device, and answers at once where that has been done before.
 *
 * Takes what is there: a folder named by the user, upstream's binary if it works, an installed Python
 * TensorFlow. Otherwise downloads TensorFlow's wheel with pip and takes the libraries out of it. Then
 * compiles the binding, and multiplies two matrices in a process of its own. All of it lies in the cache
 * folder, by version; nothing half-done is ever seen there, and two at once wait for each other.
 *
 * @throws DeviceError saying what is missing and how to get it.
 *
 * @example
 * ```ts
 * await installTensorflow({ progress: ({ message }) => console.error(message) });
 * ```
 */
export async function installTensorflow(options: InstallOptions = {}): Promise<Installation> {
  return installChecked(checkOptions('installTensorflow', options, installKinds));
}

/** The same, of options that were looked at elsewhere. */
export async function installChecked(options: InstallOptions): Promise<Installation> {
  const installation = findTensorflow(options) ?? (await setUpAlone(options));
  if (options.library !== undefined) await remember(options.library);
  return installation;
}

/** What {@link InstallOptions} may be. */
export const installKinds = {
  cuda: optional(is.flag),
  library: optional(is.text),
  wheel: optional(is.text),
  progress: optional(is.callback),
};

function setUpAlone(options: InstallOptions): Promise<Installation> {
  const progress = options.progress ?? printProgress();
  const remedy = `Make sure that the cache folder '${cacheDirectory()}' can be written to and has room, or name another with OUTRAGEOUS_CACHE`;
  return attempt('set up TensorFlow', remedy, async () => {
    await mkdir(cacheDirectory(), { recursive: true });
    return withInstallLock(progress, async () => findTensorflow(options) ?? setUp(options, progress));
  });
}

async function setUp(options: InstallOptions, progress: ProgressListener): Promise<Installation> {
  await removeLeftovers();
  const nodeGpu = findNodeGpuPackage() ?? (await fetchPackage(progress));
  const installation = (await tryUpstream(nodeGpu, options)) ?? (await bind(nodeGpu, options, progress));
  progress({ stage: 'ready', message: 'TensorFlow is ready' });
  return installation;
}

async function bind(nodeGpu: string, options: InstallOptions, progress: ProgressListener): Promise<Installation> {
  await requireCompiler();
  const [known] = wantedLibraries(options);
  if (known !== undefined) return buildBinding(nodeGpu, known, progress);
  const python = options.cuda || options.wheel ? undefined : await tryPython(nodeGpu, progress);
  if (python !== undefined) return python;
  const library = await downloadLibrary(options.cuda ?? false, options.wheel, progress);
  return buildBinding(nodeGpu, library, progress);
}

function fetchPackage(progress: ProgressListener): Promise<string> {
  progress({ stage: 'download', message: 'fetching @tensorflow/tfjs-node-gpu with npm' });
  const remedy = 'Run `npm install --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0` in your project';
  return attempt('fetch @tensorflow/tfjs-node-gpu', remedy, fetchNodeGpuPackage);
}

/** Upstream's own binary, if its install script got one and it works with this Node. */
async function tryUpstream(nodeGpu: string, options: InstallOptions): Promise<Installation | undefined> {
  const binding = upstreamBinding(nodeGpu);
  if (binding === undefined || refusesUpstream(options)) return undefined;
  const installation = { nodeGpu, binding };
  const answer = await probe({ device: 'tensorflow', installation });
  if (!answer.works) return undefined;
  await mkdir(dirname(verifiedMark(binding)), { recursive: true });
  await writeFile(verifiedMark(binding), '');
  return installation;
}

/** An installed Python TensorFlow, if it has the libraries and they work. */
async function tryPython(nodeGpu: string, progress: ProgressListener): Promise<Installation | undefined> {
  progress({ stage: 'find', message: 'looking for an installed TensorFlow' });
  const library = await pythonLibrary();
  if (library === undefined) return undefined;
  progress({ stage: 'find', message: `found the installed TensorFlow in ${library.directory}` });
  const installation = await buildBinding(nodeGpu, library, progress).catch(() => undefined);
  if (installation === undefined)
    progress({ stage: 'find', message: 'it does not work with this release of TensorFlow.js' });
  else await remember(library.directory);
  return installation;
}

/** A folder that was found or named once is found by itself from then on. */
async function remember(folder: string): Promise<void> {
  await mkdir(dirname(foundLink()), { recursive: true });
  await rm(foundLink(), { force: true });
  await symlink(resolve(folder), foundLink());
}

/** What a killed set-up has left half-done; the lock says that nobody works on it. */
async function removeLeftovers(): Promise<void> {
  const rooms = ['tensorflow', 'bindings', 'node-gpu'].map((name) => join(cacheDirectory(), name));
  for (const room of [...rooms, downloadDirectory(false), downloadDirectory(true)]) {
    const entries = existsSync(room) ? await readdir(room) : [];
    const halves = entries.filter((entry) => entry.includes('.half-'));
    await Promise.all(halves.map((half) => rm(join(room, half), { recursive: true, force: true })));
  }
}
