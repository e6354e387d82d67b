import * as tf from '@tensorflow/tfjs-core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory, createWhole } from '@outrageous/core/node';
import type { NativeOpsAnswer, ProgressListener } from '../device.js';
import { reasonOf } from '../deviceError.js';
import { tensorflowLinkFlags } from '../tensorflow/binding.js';
import { compileSharedLibrary, findCompiler } from '../tensorflow/compiler.js';
import { findTensorflow, type Installation } from '../tensorflow/installation.js';
import type { Library } from '../tensorflow/library.js';
import { identityOf, type SourceFiles } from './identity.js';
import { processor } from './processor.js';
import { register } from './register.js';

/** Native ops in C++, written against TensorFlow's C kernel API. */
export interface NativeOps {
  /** Name of the library, such as `adam`. */
  readonly name: string;
  /**
   * C++17 files. One of them defines `extern "C" const char* outrageous_register()`, which registers
   * ops and kernels and answers null, or a message saying why it could not.
   */
  readonly sources: readonly (URL | string)[];
  /** Folders of headers that the sources include, beside TensorFlow's. */
  readonly includeDirectories?: readonly (URL | string)[];
}

/** How native ops are compiled. */
export interface CompileOptions {
  /** The TensorFlow that runs; default: the one that {@link findTensorflow} finds. */
  readonly installation?: Installation;
  /** Is called where the library has to be compiled. */
  readonly progress?: ProgressListener;
}

/**
 * For the processor that compiles, which is part of the library's name in the cache. Nobody asks for the
 * error number of a square root, or for the floating-point exceptions of a number that isn't used.
 */
const compileFlags = ['-O3', '-march=native', '-fno-math-errno', '-fno-trapping-math', '-pthread'];

/**
 * Compiles ops of one's own for the running tensorflow device, and registers them with TensorFlow.
 *
 * The library is cached by the content of its sources and headers, TensorFlow's build, and the processor.
 * Where it is not available, which is no error, the caller goes on with a composition of plain ops.
 *
 * @example
 * ```ts
 * const ops = await compileNativeOps({ name: 'adam', sources: [new URL('./adam.cc', import.meta.url)] });
 * if (!ops.available) console.warn(`The plain Adam is used: ${ops.reason}`);
 * ```
 */
export async function compileNativeOps(
  { name, sources, includeDirectories = [] }: NativeOps,
  { installation: started, progress }: CompileOptions = {},
): Promise<NativeOpsAnswer> {
  try {
    const installation = requireTensorflow(started);
    const files = { name, sources: sources.map(pathOf), includeDirectories: includeDirectories.map(pathOf) };
    register(await compiled(files, installation, progress));
    return { available: true };
  } catch (error) {
    return { available: false, reason: reasonOf(error) };
  }
}

type WithLibrary = Installation & { readonly library: Library };

function pathOf(place: URL | string): string {
  return place instanceof URL ? fileURLToPath(place) : place;
}

function requireTensorflow(started?: Installation): WithLibrary {
  if (tf.findBackend('tensorflow') === null) throw new Error('the tensorflow device is not started');
  const installation = started ?? findTensorflow();
  if (installation?.library !== undefined) return { ...installation, library: installation.library };
  throw new Error("upstream's binary of TensorFlow comes without the headers that ops are compiled with");
}

async function compiled(files: SourceFiles, installation: WithLibrary, progress?: ProgressListener): Promise<string> {
  const folder = join(
    cacheDirectory(),
    'native-ops',
    `${files.name}-${await identityOf(files, [installation.binding, processor(), ...compileFlags])}`,
  );
  if (!existsSync(folder)) {
    progress?.({ stage: 'compile', message: `compiling native ops for this processor (${files.name})` });
    await compileInto(folder, files, installation.library);
  }
  return join(folder, `${files.name}.so`);
}

async function compileInto(
  folder: string,
  { name, sources, includeDirectories }: SourceFiles,
  library: Library,
): Promise<void> {
  const compiler = await findCompiler();
  if (compiler === undefined) throw new Error('found no C++ compiler (g++, c++ or clang++, or the one named in CXX)');
  await createWhole(folder, (half) =>
    compileSharedLibrary(compiler, {
      sources,
      output: join(half, `${name}.so`),
      includeDirectories: [...includeDirectories, library.includeDirectory],
      compileFlags,
      linkFlags: tensorflowLinkFlags(library),
    }),
  );
}
