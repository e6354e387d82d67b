import * as tf from '@tensorflow/tfjs-core';
import { linearPerStep } from '../kernels/linearPerStep.js';
import { together } from '../parts/overSteps.js';
import type { GruInputs } from './inputs.js';
import type { GruOutputs } from './trace.js';

interface Step {
  readonly hidden: tf.Tensor2D;
  readonly gates: tf.Tensor2D;
  readonly recalled: tf.Tensor2D;
}

/**
 * A GRU over a sequence, step by step; the reference of the op.
 *
 * The inputs' part of all steps is one matrix multiplication before the first step.
 */
export function forwardThroughTime(inputs: GruInputs): GruOutputs {
  const { x, inputWeight, hiddenWeight, inputBias, hiddenBias } = inputs;
  const steps: Step[] = [];
  let { hidden } = inputs;
  for (const fromInput of linearPerStep(x, inputWeight, inputBias)) {
    const fromHidden = tf.add<tf.Tensor2D>(tf.matMul(hidden, hiddenWeight), hiddenBias);
    const step = gruStep(fromInput, fromHidden, hidden);
    steps.push(step);
    hidden = step.hidden;
  }
  const over = (name: keyof Step) => together(steps.map((step) => step[name]));
  return { hidden: over('hidden'), gates: over('gates'), recalled: over('recalled') };
}

function gruStep(fromInput: tf.Tensor2D, fromHidden: tf.Tensor2D, previous: tf.Tensor2D): Step {
  const cells = previous.shape[1];
  const [bothX, candidateX] = tf.split<tf.Tensor2D>(fromInput, [2 * cells, cells], 1);
  const [bothH, recalled] = tf.split<tf.Tensor2D>(fromHidden, [2 * cells, cells], 1);
  const both = tf.sigmoid(tf.add<tf.Tensor2D>(bothX, bothH));
  const [reset, update] = tf.split<tf.Tensor2D>(both, 2, 1);
  const candidate = tf.tanh(tf.add<tf.Tensor2D>(candidateX, tf.mul(reset, recalled)));
  const hidden = tf.add<tf.Tensor2D>(candidate, tf.mul(update, tf.sub(previous, candidate)));
  return { hidden, gates: tf.concat([both, candidate], 1), recalled };
}
