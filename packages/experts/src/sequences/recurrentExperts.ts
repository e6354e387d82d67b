import * as tf from '@tensorflow/tfjs-core';
import {
  checkGate,
  childContext,
  flatIndex,
  type Gate,
  gatherRows,
  oneGroup,
  type ParametersOf,
  type Recurrent,
  type Routing,
  type SequenceInput,
  type StateTree,
  tidyTree,
  weightedSegmentSum,
} from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/**
 * Layers over time of any kinds as experts under one gate, weighed token by token:
 *
 *     y_t = Σ_i G(x_t)_i · E_i(x_1, …, x_t)
 *
 * Each expert reads the whole sequence, whatever the gate chooses, so that its state is what it would be alone: the cost is
 * that of all experts. (To send an expert nothing but what it is chosen for, send whole sequences: {@link overSequences};
 * or put the mixture inside the cell: `mixtureCell` of `@outrageous/lstm`.) The state is the list of the experts'
 * states. Where the sequence names its real `tokens`, only those are routed, and the output at padding is 0; `token` of the
 * routing then counts real tokens only.
 *
 * @param gate a flat gate over as many experts
 * @param experts layers of one input width and one output width
 * @throws TypeError from the factory when the gate is no gate, or the experts no list of recurrent layers
 * @throws Error from the factory when the parts don't fit
 * @example
 * ```ts
 * const layer = recurrentExperts(noisyTopK({ width: 8, experts: 3, k: 2 }), [
 *   lstm({ inputWidth: 8, cells: 16, projection: 8 }),
 *   gru({ inputWidth: 8, cells: 8 }),
 *   causalConvolution({ width: 8, size: 4 }),
 * ]);
 * ```
 */
export function recurrentExperts(gate: Gate, experts: readonly Recurrent[]): Recurrent<readonly StateTree[]> {
  checkValue('recurrentExperts: the gate', gate, is.gate);
  checkValue('recurrentExperts: the experts', experts, is.listOf(is.recurrent));
  checkWidths(experts);
  const [{ inputWidth, width }] = experts;
  const has = `there are ${experts.length} layers`;
  checkGate('recurrentExperts', gate, { experts: experts.length, has, inputWidth });
  const parameters = { gate: gate.parameters, experts: experts.map((expert) => expert.parameters) };
  return {
    parameters,
    operations: experts.reduce((sum, { operations }) => sum + operations, gate.operations),
    inputWidth,
    width,
    zeroState: (batch) => experts.map((expert) => expert.zeroState(batch)),
    apply: (tree: ParametersOf<typeof parameters>, sequence, context) =>
      tidyTree(() => {
        const inside = childContext(context, 'experts');
        const made = experts.map((expert, i) =>
          expert.apply(tree.experts[i], { ...sequence, state: sequence.state[i] }, childContext(inside, i)),
        );
        const { rows, ids, placeOf } = realRows(sequence, context.ids);
        const routing = gate.apply(tree.gate, oneGroup(rows), { ...childContext(context, 'gate'), ids });
        return {
          output: weighed(
            made.map(({ output }) => output),
            routing,
            placeOf(routing.token),
          ),
          state: made.map(({ state }) => state),
          routings: [...made.flatMap(({ routings }) => routings ?? []), routing],
        };
      }),
  };
}

/** The rows that are no padding, which alone are routed, and the places of such rows among all. */
function realRows({ input, tokens }: SequenceInput, ids: tf.Tensor1D | undefined) {
  const [time, batch, width] = input.shape;
  const all = tf.reshape<tf.Rank.R2>(input, [time * batch, width]);
  if (!tokens) return { rows: all, ids, placeOf: (token: tf.Tensor1D) => token };
  const real = tf.tensor1d(tokens, 'int32');
  return {
    rows: gatherRows(all, real),
    ids: ids && gatherRows(ids, real),
    placeOf: (token: tf.Tensor1D) => gatherRows(real, token),
  };
}

/**
 * Σ over slots of their weight times what their expert made of their token.
 *
 * @param outputs of each expert, [time, batch, width]
 * @param place int32 [slots], t · batch + b
 */
function weighed(outputs: readonly tf.Tensor3D[], { expert, weight }: Routing, place: tf.Tensor1D): tf.Tensor3D {
  const [time, batch, width] = outputs[0].shape;
  const tokens = time * batch;
  const all = tf.reshape<tf.Rank.R2>(tf.concat([...outputs]), [outputs.length * tokens, width]);
  const values = gatherRows(all, flatIndex(expert, place, tokens));
  return tf.reshape(weightedSegmentSum({ values, weight, segment: place }, tokens), [time, batch, width]);
}

function checkWidths(experts: readonly Recurrent[]): void {
  const [{ inputWidth, width }] = experts;
  const other = experts.findIndex((expert) => expert.inputWidth !== inputWidth || expert.width !== width);
  if (other < 0) return;
  throw new Error(
    `recurrentExperts: layer ${other} is from width ${experts[other].inputWidth} to ${experts[other].width}, layer 0 from ` +
      `${inputWidth} to ${width}; give all the same widths, because they read the same input and their outputs are added`,
  );
}
