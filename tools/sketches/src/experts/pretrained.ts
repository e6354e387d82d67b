import type * as tf from '@tensorflow/tfjs-core';
import { type ExpertPool, type Layer, type ParameterTree, type Task } from '@outrageous/core';
import { feedForwardNetwork, mixture, poolOf } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { adam, startTraining } from '@outrageous/trainer';
import { frozen } from './frozen.js';

const width = 8;

declare const translator: Layer<tf.Tensor2D, tf.Tensor2D>;
declare const translatorParameters: ParameterTree;

/** A table of counts: values that come from elsewhere, and no parameters. */
declare const counts: Layer<tf.Tensor2D, tf.Tensor2D>;

/** Quite different experts: one trained before and left as it is, one of counts, and one that starts now. */
export const pool: ExpertPool = poolOf([
  frozen(translator, translatorParameters),
  counts,
  feedForwardNetwork({ width, hidden: 16 }),
]);

export const layer = mixture(balanced(noisyTopK({ width, experts: 3, k: 2 })), pool);

/** The optimizer sees what is trained, and nothing else: it needs no list of what to skip. */
declare const task: Task<never>;

export const training = startTraining(task, adam({ learningRate: 1e-3 }), 1);
