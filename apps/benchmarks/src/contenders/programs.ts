import { fileURLToPath } from 'node:url';
import type { Program } from './contender.js';
import { torchPython } from './torchPython.js';

/** The kinds of work in work.ts. */
export type OurWork =
  | 'ourLanguageModel'
  | 'plainLanguageModel'
  | 'matMul'
  | 'ourLstm'
  | 'unrolledLstm'
  | 'webgpuDispatches'
  | 'webgpuProducts'
  | 'webgpuLstm';

/** Work of ours, or of TensorFlow.js, in a process of Node that is started as this one was. */
export function nodeProgram(work: OurWork, sizes: object): Program {
  const file = fileURLToPath(new URL('./work.ts', import.meta.url));
  return { command: process.execPath, parameters: [...process.execArgv, file, work, JSON.stringify(sizes)] };
}

/** A script of pytorch/. */
export async function torchProgram(script: 'languageModel' | 'lstm' | 'matMul', sizes: object): Promise<Program> {
  const file = fileURLToPath(new URL(`../../pytorch/${script}.py`, import.meta.url));
  return { command: await torchPython(), parameters: [file, JSON.stringify(sizes)] };
}
