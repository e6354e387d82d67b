import { fileURLToPath } from 'node:url';
import { installMpi } from '@outrageous/parallel/node';
import type { Program } from './contender.js';
import { torchPython } from './torchPython.js';

/** The kinds of work in work.ts. */
export type OurWork =
  | 'ourLanguageModel'
  | 'sharedLanguageModel'
  | 'plainLanguageModel'
  | 'matMul'
  | 'mixtureStack'
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

/** Work of TensorFlow.js with the memory that it has where nobody asks for another: malloc's. */
export function stockProgram(work: 'plainLanguageModel' | 'unrolledLstm', sizes: object): Program {
  return { ...nodeProgram(work, sizes), environment: { TF_CPU_ALLOCATOR_USE_BFC: '0' } };
}

/**
 * Work of ours that so many ranks do together, each with one thread.
 */
export async function rankedProgram(work: OurWork, sizes: object, ranks: number): Promise<Program> {
  const { mpiexec } = await installMpi();
  if (mpiexec === undefined)
    throw new Error('found an MPI library without an mpiexec; name one that has it in OUTRAGEOUS_MPI');
  const local = ['-launcher', 'fork', '-hosts', 'localhost', '-genv', 'TF_NUM_INTRAOP_THREADS', '1'];
  const { command, parameters } = nodeProgram(work, sizes);
  return { command: mpiexec, parameters: [...local, '-n', `${ranks}`, command, ...parameters] };
}

/** A script of pytorch/. */
export async function torchProgram(script: 'languageModel' | 'lstm' | 'matMul', sizes: object): Promise<Program> {
  const file = fileURLToPath(new URL(`../../pytorch/${script}.py`, import.meta.url));
  return { command: await torchPython(), parameters: [file, JSON.stringify(sizes)] };
}
