import * as tf from '@tensorflow/tfjs-core';
import { before, overSteps, steps, together } from '../parts/overSteps.js';
import type { GruGradient, GruInputs } from './inputs.js';
import type { GruOutputs } from './trace.js';

type ThroughTime = {
  /** float32 [time · batch, 3 · cells]: the gradient of x_t · W_input + b_input. */
  readonly fromInput: tf.Tensor2D;
  /** float32 [time · batch, 3 · cells]: the gradient of h_{t−1} · W_hidden + b_hidden. */
  readonly fromHidden: tf.Tensor2D;
  readonly initial: tf.Tensor2D;
};

/** What each step's gradient of h_t is multiplied with; each float32 [time, batch, cells]. */
interface Slopes {
  /** ∂h/∂r before its activation */
  readonly reset: tf.Tensor3D;
  /** ∂h/∂z before its activation */
  readonly update: tf.Tensor3D;
  /** ∂h/∂n_x */
  readonly candidate: tf.Tensor3D;
  /** ∂h/∂n_h */
  readonly recalled: tf.Tensor3D;
}

/**
 * Back-propagation through time.
 *
 * Whatever doesn't wait for the next step is done for all steps at once: the slopes of all gates before the loop, and
 * after it the gradients of input, weights and biases, as one matrix multiplication each.
 */
export function backward(inputs: GruInputs, outputs: GruOutputs, dy: tf.Tensor3D): GruGradient {
  const through = tf.tidy(() => backThroughTime(inputs, outputs, dy));
  return { ...afterTime(inputs, outputs, through), hidden: () => through.initial };
}

/** The gradients of input, weights and biases, out of those of the gates of all steps. */
function afterTime(
  { x, hidden, inputWeight }: GruInputs,
  outputs: GruOutputs,
  { fromInput, fromHidden }: ThroughTime,
): Omit<GruGradient, 'hidden'> {
  return {
    x: () => tf.reshape(tf.matMul(fromInput, inputWeight, false, true), x.shape),
    inputWeight: () => tf.matMul(overSteps(x), fromInput, true),
    hiddenWeight: () => tf.matMul(overSteps(before(outputs.hidden, hidden)), fromHidden, true),
    inputBias: () => tf.sum(fromInput, 0),
    hiddenBias: () => tf.sum(fromHidden, 0),
  };
}

function backThroughTime(inputs: GruInputs, outputs: GruOutputs, dy: tf.Tensor3D): ThroughTime {
  const { reset, update, candidate, recalled } = slopesOf(inputs, outputs);
  const slopes = steps(tf.concat([reset, update, recalled], 2));
  const kept = steps(gatesOf(outputs).update);
  const dHiddens = steps(dy);
  const fromHidden: tf.Tensor2D[] = [];
  let later: tf.Tensor2D | undefined;
  for (let t = dHiddens.length - 1; t >= 0; t--) {
    if (later) dHiddens[t] = tf.add(dHiddens[t], later);
    fromHidden[t] = tf.mul(tf.concat([dHiddens[t], dHiddens[t], dHiddens[t]], 1), slopes[t]);
    later = tf.add<tf.Tensor2D>(
      tf.mul(dHiddens[t], kept[t]),
      tf.matMul(fromHidden[t], inputs.hiddenWeight, false, true),
    );
  }
  const dHidden = together(dHiddens);
  const fromInput = tf.concat([tf.mul(dHidden, reset), tf.mul(dHidden, update), tf.mul(dHidden, candidate)], 2);
  return {
    fromInput: overSteps(fromInput as tf.Tensor3D),
    fromHidden: tf.concat(fromHidden),
    initial: later as tf.Tensor2D,
  };
}

function slopesOf({ hidden }: GruInputs, outputs: GruOutputs): Slopes {
  const { reset, update, candidate } = gatesOf(outputs);
  const ofCandidate = tf.mul<tf.Tensor3D>(tf.sub(1, update), tf.sub(1, tf.square(candidate)));
  const change = tf.sub(before(outputs.hidden, hidden), candidate);
  return {
    reset: tf.mul(tf.mul(ofCandidate, outputs.recalled), slopeOfSigmoid(reset)),
    update: tf.mul(change, slopeOfSigmoid(update)),
    candidate: ofCandidate,
    recalled: tf.mul(ofCandidate, reset),
  };
}

function gatesOf({ gates }: GruOutputs): { reset: tf.Tensor3D; update: tf.Tensor3D; candidate: tf.Tensor3D } {
  const [reset, update, candidate] = tf.split<tf.Tensor3D>(gates, 3, 2);
  return { reset, update, candidate };
}

/** σ' = y (1 − y), of y = σ(z) */
function slopeOfSigmoid(y: tf.Tensor3D): tf.Tensor3D {
  return tf.mul(y, tf.sub(1, y));
}
