import { serve } from './serve.js';
import type { Trial } from './trial.js';

/** What a process of ours may be made to do, by name; each is loaded where it is done. */
const trials: Readonly<Record<string, () => Promise<(sizes: never) => Promise<Trial>>>> = {
  ourLanguageModel: async () => (await import('./ourLanguageModel.js')).ourLanguageModel,
  sharedLanguageModel: async () => (await import('./sharedLanguageModel.js')).sharedLanguageModel,
  plainLanguageModel: async () => (await import('./plainLanguageModel.js')).plainLanguageModel,
  matMul: async () => (await import('./matMul.js')).matMul,
  mixtureStack: async () => (await import('./mixtureStack.js')).mixtureStack,
  ourLstm: async () => (await import('./lstm.js')).ourLstm,
  webgpuDispatches: async () => (await import('./webgpu.js')).webgpuDispatches,
  webgpuProducts: async () => (await import('./webgpu.js')).webgpuProducts,
  webgpuLstm: async () => (await import('./webgpu.js')).webgpuLstm,
  unrolledLstm: async () => (await import('./lstm.js')).unrolledLstm,
};

const [, , name, sizes] = process.argv;
const make = await trials[name]();
await serve(await make(JSON.parse(sizes) as never));
