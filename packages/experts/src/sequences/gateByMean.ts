import * as tf from '@tensorflow/tfjs-core';
import { type Gate, tidyTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkSequences } from './layout.js';

/**
 * A gate for rows that are whole sequences, [slots, time · d], which goes by the mean of their steps, [slots, d].
 *
 * @param gate any, of width d
 * @param time steps of a sequence
 * @throws TypeError or RangeError from the factory when the gate is none, or time no whole number from 1 up
 * @throws Error from `apply` on rows that aren't sequences of so many steps
 * @example
 * ```ts
 * const gate = gateByMean(noisyTopK({ width: 8, experts: 4, k: 2 }), 20);
 * ```
 */
export function gateByMean(gate: Gate, time: number): Gate {
  checkValue('gateByMean: the gate', gate, is.gate);
  checkValue('gateByMean: time', time, is.size);
  return {
    ...gate,
    inputWidth: gate.inputWidth && gate.inputWidth * time,
    apply: (parameters, { rows, ...groups }, context) =>
      tidyTree(() => {
        checkSequences('gateByMean', rows, time);
        const steps = tf.reshape<tf.Rank.R3>(rows, [rows.shape[0], time, rows.shape[1] / time]);
        return gate.apply(parameters, { rows: tf.mean(steps, 1), ...groups }, context);
      }),
  };
}
