import * as tf from '@tensorflow/tfjs-core';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../cacheDirectory.js';
import { createWhole } from '../createWhole.js';
import { reasonOf } from '../deviceError.js';
import { tensorflowLinkFlags } from '../tensorflow/binding.js';
import { compileSharedLibrary, findCompiler } from '../tensorflow/compiler.js';
import { findTensorflow, type Installation } from '../tensorflow/installation.js';
import type { Library } from '../tensorflow/library.js';
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
}

/** Whether native ops can be run, and if not, why. */
export type NativeOpsAnswer = { readonly available: true } | { readonly available: false; readonly reason: string };

/** For the processor that compiles, whose model is part of the library's name in the cache. */
const compileFlags = ['-O3', '-march=native', '-pthread'];

/**
 * Compiles ops of one's own for the running tensorflow device, and registers them with TensorFlow.
 *
 * The library is cached by the content of its sources, TensorFlow's build, and the processor. Where it
 * is not available, which is no error, the caller goes on with a composition of plain ops.
 *
 * @example
 * ```ts
 * const ops = await compileNativeOps({ name: 'adam', sources: [new URL('./adam.cc', import.meta.url)] });
 * if (!ops.available) console.warn(`The plain Adam is used: ${ops.reason}`);
 * ```
 */
export async function compileNativeOps({ name, sources }: NativeOps): Promise<NativeOpsAnswer> {
  try {
    const installation = requireTensorflow();
    const files = sources.map((source) => (source instanceof URL ? fileURLToPath(source) : source));
    register(await compiled(name, files, installation));
    return { available: true };
  } catch (error) {
    return { available: false, reason: reasonOf(error) };
  }
}

type WithLibrary = Installation & { readonly library: Library };

function requireTensorflow(): WithLibrary {
  if (tf.findBackend('tensorflow') === null) throw new Error('the tensorflow device is not started');
  const installation = findTensorflow();
  if (installation?.library !== undefined) return { ...installation, library: installation.library };
  throw new Error("upstream's binary of TensorFlow comes without the headers that ops are compiled with");
}

async function compiled(name: string, sources: readonly string[], installation: WithLibrary): Promise<string> {
  const folder = join(cacheDirectory(), 'native-ops', `${name}-${await identity(sources, installation)}`);
  if (!existsSync(folder)) await compileInto(folder, name, sources, installation.library);
  return join(folder, `${name}.so`);
}

/** The binding's folder is named by all that makes up TensorFlow's build. */
async function identity(sources: readonly string[], { binding }: Installation): Promise<string> {
  const hash = createHash('sha256').update([binding, cpus()[0]?.model, ...compileFlags].join('\n'));
  for (const source of sources) hash.update(await readFile(source));
  return hash.digest('hex').slice(0, 16);
}

async function compileInto(folder: string, name: string, sources: readonly string[], library: Library): Promise<void> {
  const compiler = await findCompiler();
  if (compiler === undefined) throw new Error('found no C++ compiler (g++, c++ or clang++, or the one named in CXX)');
  await createWhole(folder, (half) =>
    compileSharedLibrary(compiler, {
      sources,
      output: join(half, `${name}.so`),
      includeDirectories: [library.includeDirectory],
      compileFlags,
      linkFlags: tensorflowLinkFlags(library),
    }),
  );
}
