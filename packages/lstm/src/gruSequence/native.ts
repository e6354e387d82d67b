import { runNative } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GruGradient, GruInputs } from './inputs.js';
import { fromOutputs, type GruOutputs, type OutputList } from './trace.js';

/** All steps in one op, whose threads go through them together (`native/gruForward.cc`). */
export function forwardNatively(inputs: GruInputs): GruOutputs {
  const { x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias } = inputs;
  const given = [x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias];
  return fromOutputs(runNative<OutputList>('OutrageousGruForward', given, 3));
}

/** Back through all steps in one op (`native/gruBackward.cc`). */
export function backwardNatively(
  { x, hidden, inputWeight, hiddenWeight }: GruInputs,
  { hidden: hiddens, gates, recalled }: GruOutputs,
  dy: tf.Tensor3D,
): GruGradient {
  const given = [x, hidden, inputWeight, hiddenWeight, hiddens, gates, recalled, dy];
  const made = tf.tidy(() => runNative('OutrageousGruBackward', given, 6));
  const [dx, dHidden, dInputWeight, dHiddenWeight, dInputBias, dHiddenBias] = made;
  return {
    x: () => dx,
    hidden: () => dHidden,
    inputWeight: () => dInputWeight,
    hiddenWeight: () => dHiddenWeight,
    inputBias: () => dInputBias,
    hiddenBias: () => dHiddenBias,
  };
}
