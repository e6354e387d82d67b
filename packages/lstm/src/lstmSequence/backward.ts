import * as tf from '@tensorflow/tfjs-core';
import { before, overSteps, steps } from '../parts/overSteps.js';
import { splitWeight } from './forward.js';
import type { LstmGradient, LstmInputs, LstmOutputGradients } from './inputs.js';
import type { LstmOutputs, Trace } from './trace.js';

type ThroughTime = {
  /** float32 [time · batch, 4 · cells]: the gradient before the activations of the gates. */
  readonly gates: tf.Tensor2D;
  /** float32 [time · batch, hidden width]: the gradient of the hidden states, from above and from later steps. */
  readonly hidden: tf.Tensor2D;
  readonly initialHidden: tf.Tensor2D;
  readonly initialCell: tf.Tensor2D;
};

/**
 * Back-propagation through time.
 *
 * Whatever doesn't wait for the next step is done for all steps at once: the
 * slopes of all activations before the loop, and after it the gradients of
 * input, weight, bias and projection, as one matrix multiplication each. Which
 * leaves six small ops for each step.
 */
export function backward(inputs: LstmInputs, outputs: LstmOutputs, dy: LstmOutputGradients): LstmGradient {
  const { x } = inputs;
  const through = tf.tidy(() => backThroughTime(inputs, outputs, dy));
  return {
    x: () => tf.reshape(tf.matMul(through.gates, splitWeight(inputs).forInput, false, true), x.shape),
    weight: () => tf.matMul(weightRows(inputs, outputs), through.gates, true),
    bias: () => tf.sum(through.gates, 0),
    hidden: () => through.initialHidden,
    cell: () => through.initialCell,
    projection: () => tf.matMul(overSteps(unprojected(outputs.trace)), through.hidden, true),
  };
}

function backThroughTime(inputs: LstmInputs, { trace }: LstmOutputs, dy: LstmOutputGradients): ThroughTime {
  const { forHidden } = splitWeight(inputs);
  const gateSlopes = steps(slopesOfGates(trace, inputs.cell));
  const cellSlopes = steps(slopeOfCell(trace));
  const forgetGates = steps(trace.forgetGate);
  const dHiddens = steps(dy.hidden);
  const dGates: tf.Tensor2D[] = [];
  let dCell = dy.finalCell;
  let dHidden = dHiddens[dHiddens.length - 1];
  for (let t = dHiddens.length - 1; t >= 0; t--) {
    dHiddens[t] = dHidden;
    const dOutput = inputs.projection ? tf.matMul(dHidden, inputs.projection, false, true) : dHidden;
    dCell = tf.add(dCell, tf.mul(dOutput, cellSlopes[t]));
    dGates[t] = tf.mul(tf.concat([dCell, dCell, dCell, dOutput], 1), gateSlopes[t]);
    dCell = tf.mul(dCell, forgetGates[t]);
    dHidden = tf.matMul(dGates[t], forHidden, false, true);
    if (t > 0) dHidden = tf.add(dHiddens[t - 1], dHidden);
  }
  return { gates: tf.concat(dGates), hidden: tf.concat(dHiddens), initialHidden: dHidden, initialCell: dCell };
}

/**
 * What each gate's gradient is multiplied with, [time, batch, 4 · cells]:
 * ∂c/∂z for the input gate, the forget gate and the candidate, ∂h/∂z for the output gate.
 */
function slopesOfGates(trace: Trace, initialCell: tf.Tensor2D): tf.Tensor3D {
  const { inputGate, forgetGate, candidate, outputGate, squashed } = trace;
  const slopes = [
    tf.mul(slopeOfSigmoid(inputGate), candidate),
    tf.mul(slopeOfSigmoid(forgetGate), before(trace.cell, initialCell)),
    tf.mul(slopeOfTanh(candidate), inputGate),
    tf.mul(slopeOfSigmoid(outputGate), squashed),
  ];
  return tf.concat(slopes, 2) as tf.Tensor3D;
}

/** ∂h/∂c = o ⊙ (1 − tanh²(c)) */
function slopeOfCell({ outputGate, squashed }: Trace): tf.Tensor3D {
  return tf.mul(outputGate, slopeOfTanh(squashed));
}

/** σ' = y (1 − y), of y = σ(z) */
function slopeOfSigmoid(y: tf.Tensor3D): tf.Tensor3D {
  return tf.mul(y, tf.sub(1, y));
}

/** tanh' = 1 − y², of y = tanh(z) */
function slopeOfTanh(y: tf.Tensor3D): tf.Tensor3D {
  return tf.sub(1, tf.square(y));
}

/** [x_t; h_{t−1}] for all steps: what the weight was multiplied with. */
function weightRows({ x, hidden }: LstmInputs, outputs: LstmOutputs): tf.Tensor2D {
  return overSteps(tf.concat([x, before(outputs.hidden, hidden)], 2));
}

/** o ⊙ tanh(c): the hidden states before their projection. */
function unprojected({ outputGate, squashed }: Trace): tf.Tensor3D {
  return tf.mul(outputGate, squashed);
}
