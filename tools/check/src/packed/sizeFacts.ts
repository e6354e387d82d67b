import type { Fact } from '../check.js';
import { bundle } from './bundle.js';
import { type Size, sizesIn, TENSORFLOW } from './sizes.js';

/** Bytes that a package of plugins stays below, with what it uses of core, without TensorFlow.js. */
const LIMIT = 24_000;

const LIMITED = ['@outrageous/gating', '@outrageous/experts', '@outrageous/lstm'];

/** A plugin, and modules of its package that it has no use for. */
export interface Shaken {
  readonly entry: string;
  readonly name: string;
  /** Ends of folders and files. */
  readonly without: readonly string[];
}

const SHAKEN: readonly Shaken[] = [
  { entry: '@outrageous/gating', name: 'hashGate', without: ['/noisyTopK/', '/softmaxTopK.js', '/losses/'] },
  { entry: '@outrageous/gating', name: 'softmaxTopK', without: ['/noisyTopK/', '/hashGate.js', '/losses/'] },
  { entry: '@outrageous/experts', name: 'poolOf', without: ['/feedForward.js', '/networks/'] },
  { entry: '@outrageous/lstm', name: 'gru', without: ['/lstmSequence/', '/cells/', '/layouts/'] },
  { entry: '@outrageous/lstm', name: 'lstm', without: ['/gruSequence/', '/cells/', '/layouts/'] },
];

/** What runs on TensorFlow alone: its raw ops, native ones, and the kernels that are made of them. */
const OF_TENSORFLOW = /\/(tensorflow|native|runNative)\.js$/;

/** Packages of plugins are small, and what isn't imported of them isn't loaded. */
export async function sizeFacts(folder: string): Promise<Fact[]> {
  const sizes = await sizesIn(folder);
  const limited = sizes.filter(({ what }) => LIMITED.includes(what));
  const apart = LIMITED.map((entry) => browserFact(entry, folder));
  const shaken = SHAKEN.map((one) => shakenFact(one, folder));
  return [...limited.map(limitFact), ...(await Promise.all([...apart, ...shaken]))];
}

/** A package stays below the limit. */
export function limitFact({ what, withCore }: Size): Fact {
  const name = `${what} is below ${LIMIT} bytes, core included`;
  if (withCore < LIMIT) return { name };
  return {
    name,
    failure: `it has ${withCore}; \`npm run sizes\` lists all; move what few need into an entry of its own`,
  };
}

/** A package brings no kernel of TensorFlow into a bundle for browsers. */
export async function browserFact(entry: string, folder: string): Promise<Fact> {
  const name = `${entry} has nothing of TensorFlow in browsers`;
  const { modules } = await bundle(`export * from '${entry}';`, folder, [TENSORFLOW]);
  const found = modules.filter((module) => OF_TENSORFLOW.test(module));
  if (found.length === 0) return { name };
  return { name, failure: `${found.join(', ')} came with it: import it as '#tensorflow/…', as docs/ops.md says` };
}

/** A plugin that is imported alone brings nothing of others. */
export async function shakenFact({ entry, name: plugin, without }: Shaken, folder: string): Promise<Fact> {
  const name = `${plugin} comes without other plugins`;
  const { modules } = await bundle(`export { ${plugin} } from '${entry}';`, folder, [TENSORFLOW, '@outrageous/core']);
  const found = modules.filter((module) => without.some((part) => module.includes(part)));
  if (found.length === 0) return { name };
  return { name, failure: `${found.join(', ')} came with it: import parts, and do nothing while a module loads` };
}
