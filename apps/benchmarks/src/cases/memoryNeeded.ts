import { freemem } from 'node:os';
import { countParameters } from '@outrageous/core';
import { watchedModel } from '../contenders/ourLanguageModel.js';
import type { OurSizes } from '../modelSizes.js';
import { stopwatch } from '../parts/stopwatch.js';

/** For each parameter: itself, its gradient and, of Adam, two moments; a quarter more that the allocator holds. */
const BYTES = { adam: 16 * 1.25, factored: 8 * 1.25 };

/** A process with TensorFlow, and the activations of a few hundred tokens. */
const PROCESS_BYTES = 1.5e9;

/** All numbers that a model learns. */
export function parametersOf(sizes: OurSizes): number {
  return countParameters(watchedModel(sizes, stopwatch()).parameters);
}

/** About how many bytes training takes: for each token, three rows of logits. */
export function memoryNeeded(sizes: OurSizes): number {
  const logits = 12 * sizes.batch * sizes.time * sizes.vocabulary;
  return parametersOf(sizes) * BYTES[sizes.optimizer ?? 'adam'] + logits + PROCESS_BYTES;
}

/** Why the machine can't train a model now; `undefined` where it can. */
export function whyTooLarge(sizes: OurSizes, available: number = freemem()): string | undefined {
  const needed = memoryNeeded(sizes);
  if (needed <= available) return undefined;
  return `it needs about ${(needed / 1e9).toFixed(1)} GB of memory, and ${(available / 1e9).toFixed(1)} GB were free`;
}
