import * as tf from '@tensorflow/tfjs-core';
import { linearPerStep } from '../kernels/linearPerStep.js';
import { together } from '../parts/overSteps.js';
import type { LstmInputs } from './inputs.js';
import type { LstmOutputs } from './trace.js';

interface Step {
  readonly inputGate: tf.Tensor2D;
  readonly forgetGate: tf.Tensor2D;
  readonly candidate: tf.Tensor2D;
  readonly outputGate: tf.Tensor2D;
  readonly cell: tf.Tensor2D;
  readonly squashed: tf.Tensor2D;
}

/**
 * An LSTM over a sequence, step by step; the reference of the op.
 *
 * The inputs' part of all steps is one matrix multiplication before the first
 * step. Which leaves one [batch, hidden] × [hidden, 4 · cells] for each.
 */
export function forwardThroughTime(inputs: LstmInputs): LstmOutputs {
  const { x, cell, hidden, bias, projection } = inputs;
  const { forInput, forHidden } = splitWeight(inputs);
  const steps: Step[] = [];
  const hiddens: tf.Tensor2D[] = [];
  for (const fromInput of linearPerStep(x, forInput, bias)) {
    const t = steps.length;
    const z = tf.add<tf.Tensor2D>(fromInput, tf.matMul(t === 0 ? hidden : hiddens[t - 1], forHidden));
    const step = lstmStep(z, t === 0 ? cell : steps[t - 1].cell);
    const output = tf.mul<tf.Tensor2D>(step.outputGate, step.squashed);
    steps.push(step);
    hiddens.push(projection ? tf.matMul(output, projection) : output);
  }
  return collect(hiddens, steps);
}

/** The rows of the weight that belong to the input, and those that belong to the hidden state. */
export function splitWeight({ x, weight }: LstmInputs): { forInput: tf.Tensor2D; forHidden: tf.Tensor2D } {
  const width = x.shape[2];
  const [forInput, forHidden] = tf.split<tf.Tensor2D>(weight, [width, weight.shape[0] - width]);
  return { forInput, forHidden };
}

function lstmStep(z: tf.Tensor2D, previousCell: tf.Tensor2D): Step {
  const [i, f, g, o] = tf.split<tf.Tensor2D>(z, 4, 1);
  const inputGate = tf.sigmoid(i);
  const forgetGate = tf.sigmoid(f);
  const candidate = tf.tanh(g);
  const outputGate = tf.sigmoid(o);
  const cell = tf.add<tf.Tensor2D>(tf.mul(forgetGate, previousCell), tf.mul(inputGate, candidate));
  return { inputGate, forgetGate, candidate, outputGate, cell, squashed: tf.tanh(cell) };
}

function collect(hiddens: tf.Tensor2D[], steps: readonly Step[]): LstmOutputs {
  const over = (name: keyof Step) => together(steps.map((step) => step[name]));
  return {
    hidden: together(hiddens),
    finalCell: steps[steps.length - 1].cell,
    trace: {
      inputGate: over('inputGate'),
      forgetGate: over('forgetGate'),
      candidate: over('candidate'),
      outputGate: over('outputGate'),
      cell: over('cell'),
      squashed: over('squashed'),
    },
  };
}
