import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type Gate,
  gatherRows,
  oneGroup,
  type ParametersOf,
  type Recurrent,
  type StateTree,
  tidyTree,
  weightedSegmentSum,
} from '@outrageous/core';

/**
 * Recurrent experts of any kinds under one gate, token by token: y_t = Σ_i G(x_t)_i · E_i(x_≤t).
 *
 * Each expert reads the whole sequence, whatever the gate chooses, so that its state is what it would be alone; the
 * state of all is the list of theirs.
 */
export function recurrentExperts(gate: Gate, experts: readonly Recurrent[]): Recurrent<readonly StateTree[]> {
  const parameters = { gate: gate.parameters, experts: experts.map((expert) => expert.parameters) };
  const [{ inputWidth, width }] = experts;
  return {
    parameters,
    operations: gate.operations + experts.reduce((sum, { operations }) => sum + operations, 0),
    inputWidth,
    width,
    zeroState: (batch) => experts.map((expert) => expert.zeroState(batch)),
    apply: (tree: ParametersOf<typeof parameters>, { input, state, tokens }, context) =>
      tidyTree(() => {
        const [time, batch] = input.shape;
        const made = experts.map((expert, i) =>
          expert.apply(tree.experts[i], { input, state: state[i], tokens }, childContext(context, i)),
        );
        const all = tf.reshape<tf.Rank.R2>(input, [time * batch, inputWidth]);
        const { real, rows } = tokens ? realRows(all, tokens) : { rows: all };
        const routing = gate.apply(tree.gate, oneGroup(rows), childContext(context, 'gate'));
        const segment = real ? gatherRows(real, routing.token) : routing.token;
        const place = tf.add<tf.Tensor1D>(tf.mul(routing.expert, tf.scalar(time * batch, 'int32')), segment);
        const outputs = tf.reshape<tf.Rank.R2>(tf.concat(made.map(({ output }) => output)), [-1, width]);
        const slots = { values: gatherRows(outputs, place), weight: routing.weight, segment };
        const output = tf.reshape<tf.Rank.R3>(weightedSegmentSum(slots, time * batch), [time, batch, width]);
        return { output, state: made.map((one) => one.state), routings: [routing] };
      }),
  };
}

/** The rows of the tokens that are no padding, which alone are routed. */
function realRows(all: tf.Tensor2D, tokens: Int32Array): { readonly real: tf.Tensor1D; readonly rows: tf.Tensor2D } {
  const real = tf.tensor1d(tokens, 'int32');
  return { real, rows: gatherRows(all, real) };
}
