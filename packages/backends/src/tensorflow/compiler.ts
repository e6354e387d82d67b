import { rm } from 'node:fs/promises';
import { runCommand, tryCommand } from '@outrageous/core/node';

/** What one shared library is compiled from. */
export interface SharedLibrary {
  readonly sources: readonly string[];
  readonly output: string;
  readonly includeDirectories: readonly string[];
  /** Flags for the compiler, such as `-O2`. */
  readonly compileFlags: readonly string[];
  /** Flags for the linker, such as `-lm`. */
  readonly linkFlags: readonly string[];
}

const knownCompilers = ['g++', 'c++', 'clang++'];

/** Finds a C++ compiler: the one in `CXX`, else g++, c++ or clang++; or answers undefined. */
export async function findCompiler(): Promise<string | undefined> {
  const candidates = process.env.CXX ? [process.env.CXX] : knownCompilers;
  for (const compiler of candidates) {
    if ((await tryCommand(compiler, ['--version'])) !== undefined) return compiler;
  }
  return undefined;
}

/**
 * Compiles C++17 sources into one shared library, the sources side by side.
 *
 * @throws Error with the compiler's own words.
 */
export async function compileSharedLibrary(compiler: string, library: SharedLibrary): Promise<void> {
  const { sources, output, linkFlags } = library;
  const objects = sources.map((_, index) => `${output}.${index}.o`);
  await Promise.all(sources.map((source, index) => compileObject(compiler, library, source, objects[index])));
  await runCommand(compiler, ['-shared', ...objects, '-o', output, ...linkFlags]);
  await Promise.all(objects.map((object) => rm(object)));
}

function compileObject(compiler: string, library: SharedLibrary, source: string, object: string): Promise<string> {
  const includes = library.includeDirectories.map((directory) => `-I${directory}`);
  return runCommand(compiler, [
    '-std=c++17',
    '-fPIC',
    ...library.compileFlags,
    ...includes,
    '-c',
    source,
    '-o',
    object,
  ]);
}
