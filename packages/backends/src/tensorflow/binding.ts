import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createWhole } from '@outrageous/core/node';
import type { ProgressListener } from '../device.js';
import { probe } from '../doctor/probe.js';
import { attempt, setUpError } from './attempt.js';
import { compileSharedLibrary, findCompiler } from './compiler.js';
import { bindingPath, type Installation } from './installation.js';
import { libraryFiles, type Library } from './library.js';

/**
 * Compiles the binding of `@tensorflow/tfjs-node-gpu` against a TensorFlow library, and tries it.
 *
 * It comes into its place in the cache only when it has multiplied two matrices.
 *
 * @throws DeviceError if there is no compiler, or the sources do not compile, or the result does not work.
 */
export async function buildBinding(
  nodeGpu: string,
  library: Library,
  progress: ProgressListener,
): Promise<Installation> {
  const target = bindingPath(nodeGpu, library);
  await createWhole(dirname(target), async (half) => {
    const binding = join(half, basename(target));
    progress({ stage: 'compile', message: 'compiling the binding between Node and TensorFlow' });
    await compile(nodeGpu, library, binding);
    progress({ stage: 'verify', message: 'multiplying two matrices with it' });
    await verify({ nodeGpu, binding, library });
  });
  return { nodeGpu, binding: target, library };
}

/** The compiler that `setUp` needs. */
export async function requireCompiler(): Promise<string> {
  const compiler = await findCompiler();
  if (compiler !== undefined) return compiler;
  throw setUpError(
    'found no C++ compiler, and needs one to compile the binding',
    'Install one (Debian and Ubuntu: `apt-get install g++`; Fedora: `dnf install gcc-c++`) or name yours in the environment variable CXX',
  );
}

async function compile(nodeGpu: string, library: Library, output: string): Promise<void> {
  const compiler = await requireCompiler();
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(nodeGpu, 'binding', file));
  await attempt('compile the binding', 'Make sure that the compiler knows C++17', () =>
    compileSharedLibrary(compiler, {
      sources,
      output,
      includeDirectories: [nodeApiHeaders(), library.includeDirectory, nodeGpu],
      compileFlags: ['-O1', '-DNAPI_VERSION=8'],
      linkFlags: tensorflowLinkFlags(library),
    }),
  );
}

/** What links a library of ours to TensorFlow's, by their full path. */
export function tensorflowLinkFlags({ directory }: Library): string[] {
  return [`-L${directory}`, ...libraryFiles.map((file) => `-l:${file}`), `-Wl,-rpath,${directory}`];
}

function nodeApiHeaders(): string {
  const main = createRequire(import.meta.url).resolve('node-api-headers');
  return join(dirname(main), 'include');
}

async function verify(installation: Installation): Promise<void> {
  const answer = await probe({ device: 'tensorflow', installation });
  if (answer.works) return;
  throw setUpError(
    `the compiled binding does not work (${answer.problem})`,
    'Name an installed TensorFlow in OUTRAGEOUS_LIBTENSORFLOW',
  );
}
