import { nativeOps, type OpFunction, runNative } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { backward } from './backward.js';
import { forwardThroughTime } from './forward.js';
import type { GruGradient, GruInputs } from './inputs.js';
import { fromOutputs, type GruOpGradient, type GruOutputs, type OutputList, toOutputs } from './trace.js';

const forward: OpFunction<GruInputs, unknown, OutputList> = (inputs) =>
  toOutputs((nativeOps('lstm') ? forwardNatively : forwardThroughTime)(inputs));

const gradient: GruOpGradient = ([dy], { inputs, outputs }) =>
  (nativeOps('lstm') ? backwardNatively : backward)(inputs, fromOutputs(outputs), dy);

/** All steps in one op, whose threads go through them together (`native/gruForward.cc`). */
function forwardNatively(inputs: GruInputs): GruOutputs {
  const { x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias } = inputs;
  const given = [x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias];
  return fromOutputs(runNative<OutputList>('OutrageousGruForward', given, 3));
}

/** Back through all steps in one op (`native/gruBackward.cc`). */
function backwardNatively(
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

export const tensorflow = { forward, gradient };
