import * as tf from '@tensorflow/tfjs-core';
import type { Layer, Recurrent } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkSequences, sequencesFirst, stepsFirst } from './layout.js';

/**
 * A layer over time as an expert to which whole sequences are sent: recurrent, convolutional or with attention.
 *
 * Its rows are sequences, [sequences, time · d], so that it sees their order, whichever of them it gets, and gives
 * [sequences, time · dOut]. Each begins with the layer's `zeroState`. Parameters are the layer's.
 *
 * @param layer any `Recurrent`, from width d to dOut
 * @param time steps of a sequence
 * @throws TypeError or RangeError from the factory when the layer is none, or time no whole number from 1 up
 * @throws Error from `apply` on rows of another width
 * @example
 * ```ts
 * const layers = [lstm({ inputWidth: 8, cells: 8 }), selfAttention({ width: 8 })];
 * const pool = poolOf(layers.map((layer) => sequenceExpert(layer, 20)), { width: 20 * 8 });
 * const layer = overSequences(mixture(gateByMean(gate, 20), pool), { width: 8, time: 20 });
 * ```
 */
export function sequenceExpert(layer: Recurrent, time: number): Layer<tf.Tensor2D, tf.Tensor2D> {
  checkValue('sequenceExpert: the layer', layer, is.recurrent);
  checkValue('sequenceExpert: time', time, is.size);
  return {
    parameters: layer.parameters,
    operations: time * layer.operations,
    apply: (parameters, rows, context) =>
      tf.tidy(() => {
        checkSequences('sequenceExpert', rows, time, layer.inputWidth);
        const state = layer.zeroState(rows.shape[0]);
        return sequencesFirst(layer.apply(parameters, { input: stepsFirst(rows, time), state }, context).output);
      }),
  };
}
