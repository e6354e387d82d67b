import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '@outrageous/core/node';
import { DeviceError } from '../deviceError.js';
import { externalLibrary, type Library } from './library.js';
import { findNodeGpuPackage, upstreamBinding } from './nodeGpuPackage.js';
import { hasNvidiaDriver } from './nvidia.js';
import { buildName } from './release.js';

/** TensorFlow, ready to be loaded: its binding has multiplied two matrices. */
export interface Installation {
  /** Folder of `@tensorflow/tfjs-node-gpu`. */
  readonly nodeGpu: string;
  /** The native binding, `tfjs_binding.node`. */
  readonly binding: string;
  /** TensorFlow's libraries and headers; undefined where upstream's own binary is used. */
  readonly library?: Library;
}

/** Which installation is wanted. */
export interface InstallationOptions {
  /** Whether it uses CUDA; default: if such a build is installed and this machine has an NVIDIA driver. */
  readonly cuda?: boolean;
  /**
   * Folder of an existing libtensorflow, or of an installed Python `tensorflow` package.
   * Default: the environment variable `OUTRAGEOUS_LIBTENSORFLOW`.
   */
  readonly library?: string;
}

/** Finds an installation that is ready, or answers undefined; reads a few small files and runs nothing. */
export function findTensorflow(options: InstallationOptions = {}): Installation | undefined {
  const nodeGpu = findNodeGpuPackage();
  if (nodeGpu === undefined) return undefined;
  const library = wantedLibraries(options).find((candidate) => existsSync(bindingPath(nodeGpu, candidate)));
  if (library !== undefined) return { nodeGpu, binding: bindingPath(nodeGpu, library), library };
  const upstream = upstreamBinding(nodeGpu);
  const accepted = upstream !== undefined && !refusesUpstream(options) && existsSync(verifiedMark(upstream));
  return accepted ? { nodeGpu, binding: upstream } : undefined;
}

/**
 * The libraries that would serve, the best first.
 *
 * @throws DeviceError if the folder that the user names does not hold TensorFlow.
 */
export function wantedLibraries(options: InstallationOptions): readonly Library[] {
  const named = options.library ?? process.env.OUTRAGEOUS_LIBTENSORFLOW;
  if (named) return [namedLibrary(named)];
  const cuda = (options.cuda ?? hasNvidiaDriver()) ? [cachedLibrary(true)] : [];
  const others = options.cuda ? [] : [externalLibrary(foundLink()), cachedLibrary(false)];
  return [...cuda, ...others].filter((library) => library !== undefined);
}

/** Whether upstream's binary cannot be what the user asks for. */
export function refusesUpstream(options: InstallationOptions): boolean {
  return options.cuda === true || Boolean(options.library ?? process.env.OUTRAGEOUS_LIBTENSORFLOW);
}

/** Folder of a downloaded build. */
export function buildDirectory(cuda: boolean): string {
  const { platform, arch } = process;
  return join(cacheDirectory(), 'tensorflow', buildName({ cuda, platform, arch }));
}

/** The downloaded build, or undefined where it is not in the cache. */
export function cachedLibrary(cuda: boolean): Library | undefined {
  const folder = buildDirectory(cuda);
  const library = externalLibrary(join(folder, 'tensorflow'));
  return library && { ...library, cuda, nvidiaDirectory: cuda ? join(folder, 'nvidia') : undefined };
}

/** Where the cache remembers a TensorFlow that it did not download, Python's or the user's: a link to its folder. */
export function foundLink(): string {
  return join(cacheDirectory(), 'tensorflow', 'found');
}

/**
 * Path of the binding of a library, compiled or yet to be.
 *
 * Its folder is named by all that goes into it, so that projects with other releases, and other
 * libraries, share the cache without harm. The binding itself is the same for every Node (Node-API).
 */
export function bindingPath(nodeGpu: string, library: Library): string {
  const hash = createHash('sha256').update(identity(join(library.directory, 'libtensorflow_cc.so.2')));
  for (const source of bindingSources(nodeGpu)) hash.update(readFileSync(source));
  return join(cacheDirectory(), 'bindings', hash.digest('hex').slice(0, 16), 'tfjs_binding.node');
}

/** The file whose existence says that upstream's binary has passed its test. */
export function verifiedMark(binding: string): string {
  const hash = createHash('sha256').update(identity(binding)).digest('hex');
  return join(cacheDirectory(), 'bindings', `upstream-${hash.slice(0, 16)}`);
}

function bindingSources(nodeGpu: string): string[] {
  const directory = join(nodeGpu, 'binding');
  return readdirSync(directory)
    .sort()
    .map((file) => join(directory, file));
}

function identity(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return [realpathSync(file), size, mtimeMs].join('\n');
}

function namedLibrary(folder: string): Library {
  const library = externalLibrary(folder);
  if (library !== undefined) return library;
  throw new DeviceError(
    'tensorflow',
    `startDevice('tensorflow'): the folder '${folder}' does not hold TensorFlow: libtensorflow_cc.so.2 and ` +
      `libtensorflow_framework.so.2 (in it or in its 'lib') and headers (in its 'include') are needed`,
    "Name the folder of an installed Python tensorflow package, or leave the option 'library' and OUTRAGEOUS_LIBTENSORFLOW unset",
  );
}
