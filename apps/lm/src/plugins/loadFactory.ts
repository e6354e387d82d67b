import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { didYouMean } from '@outrageous/core/options';
import { UsageError } from '../usageError.js';
import { findModule } from './findModule.js';
import type { Reference } from './reference.js';

/** What a module exports to make a part: options in, part out. */
export type Factory = (options: Readonly<Record<string, unknown>>) => unknown;

/**
 * Loads the factory of a reference.
 *
 * @param name stands before each message: `--gate some-package#someGate`
 * @throws UsageError when the module isn't there, fails as it loads, or has no such function
 */
export async function loadFactory(name: string, reference: Reference): Promise<Factory> {
  const { file } = findModule(name, reference);
  const exported = new Map<string, unknown>(Object.entries(await load(name, file)));
  const factory = exported.get(reference.factory);
  if (isFactory(factory)) return factory;
  throw new UsageError(
    exported.has(reference.factory)
      ? `${name}: '${reference.factory}' of ${file} is ${typeof factory}, and needs to be a function: options in, part out`
      : `${name}: ${file} exports no '${reference.factory}'${whatThereIs(reference.factory, [...exported.keys()])}`,
  );
}

const exports = v.record(v.string(), v.unknown());

async function load(name: string, file: string): Promise<v.InferOutput<typeof exports>> {
  try {
    return v.parse(exports, await import(pathToFileURL(file).href));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${name}: ${file} can't be loaded: ${reason}${remedyOf(reason)}`, { cause: error });
  }
}

/** `npm init` writes package.json files in which `import` and `export` are no part of the language. */
function remedyOf(reason: string): string {
  const isTakenForCommonJs = /import statement outside a module|Unexpected token 'export'/.test(reason);
  return isTakenForCommonJs ? "; 'npm pkg set type=module' in its folder makes it an ES module" : '';
}

function isFactory(value: unknown): value is Factory {
  return typeof value === 'function';
}

function whatThereIs(name: string, names: readonly string[]): string {
  if (names.length === 0) return ', and nothing else';
  return `${didYouMean(name, names)}; it has ${names.join(', ')}`;
}
