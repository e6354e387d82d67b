import * as tf from '@tensorflow/tfjs-core';
import { type Gate, type Layer, type Mixture, type Recurrent, tidyTree } from '@outrageous/core';
import type { NoState } from '@outrageous/lstm';

/**
 * A recurrent layer (or one with attention, or a convolution over time) as an expert: its rows are whole sequences,
 * [sequences, time · d], so that it sees their order, whichever sequences it gets.
 */
export function sequenceExpert(layer: Recurrent, time: number): Layer<tf.Tensor2D, tf.Tensor2D> {
  return {
    parameters: layer.parameters,
    operations: time * layer.operations,
    apply: (parameters, rows, context) =>
      tf.tidy(() => {
        const sequences = rows.shape[0];
        const input = stepsFirst(rows, time);
        const { output } = layer.apply(parameters, { input, state: layer.zeroState(sequences) }, context);
        return sequencesFirst(output);
      }),
  };
}

/** A gate that goes by the mean of a sequence's steps. */
export function byMean(gate: Gate, time: number): Gate {
  return {
    ...gate,
    apply: (parameters, { rows, ...groups }, context) =>
      tidyTree(() => {
        const steps = tf.reshape<tf.Rank.R3>(rows, [rows.shape[0], time, -1]);
        return gate.apply(parameters, { rows: tf.mean(steps, 1), ...groups }, context);
      }),
  };
}

/** A mixture that sends whole sequences to experts: `mixture(byMean(gate, time), poolOf([sequenceExpert(…), …]))`. */
export function overSequences(mixture: Mixture, width: number): Recurrent<NoState> {
  return {
    parameters: mixture.parameters,
    operations: mixture.operations,
    inputWidth: width,
    width,
    zeroState: () => [],
    apply: (parameters, { input }, context) =>
      tidyTree(() => {
        const made = mixture.apply(parameters, sequencesFirst(input), context);
        return { output: stepsFirst(made.output, input.shape[0]), state: [], routings: [made.routing] };
      }),
  };
}

/** [time, sequences, d] as [sequences, time · d]. */
function sequencesFirst(steps: tf.Tensor3D): tf.Tensor2D {
  const [time, sequences, width] = steps.shape;
  return tf.reshape(tf.transpose(steps, [1, 0, 2]), [sequences, time * width]);
}

/** [sequences, time · d] as [time, sequences, d]. */
function stepsFirst(rows: tf.Tensor2D, time: number): tf.Tensor3D {
  const [sequences, numbers] = rows.shape;
  return tf.transpose(tf.reshape<tf.Rank.R3>(rows, [sequences, time, numbers / time]), [1, 0, 2]);
}
