import { totalmem } from 'node:os';

const bytesPerMegabyte = 2 ** 20;

/**
 * Lets TensorFlow keep the memory of tensors that are gone for those that come: its own pool takes the place of malloc, which
 * gives large pieces back to the system, to be asked for and filled with zeros at the next step. To be called before TensorFlow
 * loads; what the environment already says stays. The pool may grow to what the machine has.
 */
export function keepMemory(environment: NodeJS.ProcessEnv = process.env): void {
  environment.TF_CPU_ALLOCATOR_USE_BFC ??= '1';
  environment.TF_CPU_BFC_MEM_LIMIT_IN_MB ??= `${Math.floor(totalmem() / bytesPerMegabyte)}`;
}
