import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tryCommand } from '@outrageous/core/node';

/** Names of TensorFlow's two shared libraries. */
export const libraryFiles = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** TensorFlow's shared libraries and headers, wherever they lie. */
export interface Library {
  /** Folder that holds `libtensorflow_cc.so.2` and `libtensorflow_framework.so.2`. */
  readonly directory: string;
  /** Folder that holds `tensorflow/c/c_api.h`. */
  readonly includeDirectory: string;
  /** Folder of NVIDIA's wheels, where the build uses CUDA. */
  readonly nvidiaDirectory?: string;
  /** Whether this build can use CUDA; the machine may still lack a GPU. */
  readonly cuda: boolean;
}

/** Folders of the C interface, and of what its headers include in turn; the C++ headers are thirteen thousand more. */
const headerFolders = [
  'tensorflow/c/',
  'tensorflow/core/common_runtime/next_pluggable_device/c/',
  'tensorflow/core/platform/',
  'tsl/platform/',
  'xla/tsl/c/',
  'xla/tsl/platform/',
].map((folder) => `tensorflow/include/${folder}`);

/** Says whether a path inside TensorFlow's wheel is a header that bindings or native ops include. */
export function isHeader(path: string): boolean {
  return path.endsWith('.h') && headerFolders.some((folder) => path.startsWith(folder));
}

/** Says whether a path inside TensorFlow's wheel is one of its two shared libraries. */
export function isLibrary(path: string): boolean {
  return libraryFiles.some((file) => path === `tensorflow/${file}`);
}

/** Says whether a path inside one of NVIDIA's wheels is a shared library or a tool of the compiler. */
export function isNvidiaLibrary(path: string): boolean {
  return /^nvidia\/.*(\.so(\.\d+)*|\.bc|\/bin\/ptxas|\/bin\/fatbinary)$/.test(path);
}

/**
 * Opens a folder that somebody else has filled: an installed Python `tensorflow` package, or an unpacked libtensorflow.
 *
 * Answers undefined where the folder lacks a library or the headers.
 */
export function externalLibrary(folder: string): Library | undefined {
  const directory = [folder, join(folder, 'lib')].find(holdsLibraries);
  const includeDirectory = [join(folder, 'include'), join(folder, '../include')].find(holdsHeaders);
  if (directory === undefined || includeDirectory === undefined) return undefined;
  return { directory, includeDirectory, cuda: false };
}

/** Finds the Python package `tensorflow` without importing it, which would take seconds. */
export async function pythonLibrary(): Promise<Library | undefined> {
  const script = "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.origin if s else '')";
  const origin = (await tryCommand('python3', ['-c', script]))?.trim();
  return origin ? externalLibrary(dirname(origin)) : undefined;
}

function holdsLibraries(folder: string): boolean {
  return libraryFiles.every((file) => existsSync(join(folder, file)));
}

function holdsHeaders(folder: string): boolean {
  return existsSync(join(folder, 'tensorflow/c/c_api.h'));
}
