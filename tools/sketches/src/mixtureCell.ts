import * as tf from '@tensorflow/tfjs-core';
import {
  addTrees,
  childContext,
  type Context,
  gatherRows,
  type Mixture,
  type ParametersOf,
  parameterSpec,
  type Recurrent,
  type Routing,
  segmentSum,
  type SequenceInput,
  tidyTree,
  uniformWithin,
} from '@outrageous/core';
import type { LstmState } from '@outrageous/lstm';

/** What {@link mixtureCell} is made from. */
export interface MixtureCellOptions {
  readonly inputWidth: number;
  readonly cells: number;
  /** From width inputWidth + cells to cells. */
  readonly mixture: Mixture;
}

/**
 * An LSTM whose candidate comes from experts, chosen anew at each step from input and hidden state:
 *
 *     [i; f; o] = σ([x_t; h_{t−1}] · weight),   g = tanh(mixture([x_t; h_{t−1}]))
 *     c_t = f ⊙ c_{t−1} + i ⊙ g,   h_t = o ⊙ tanh(c_t)
 *
 * The steps are parts of one batch: their sums are added before importance and load make a loss. Where tokens are
 * padding, a step's mixture sees those that are real.
 */
export function mixtureCell({ inputWidth, cells, mixture }: MixtureCellOptions): Recurrent<LstmState> {
  const parameters = {
    gates: parameterSpec([inputWidth + cells, 3 * cells], uniformWithin(1 / Math.sqrt(cells))),
    mixture: mixture.parameters,
  };
  type Tree = ParametersOf<typeof parameters>;

  /** One step, and the routing of its real tokens; none where there are none. */
  function step(tree: Tree, x: tf.Tensor2D, before: LstmState, { real, context }: StepOptions) {
    const seen: tf.Tensor2D = tf.concat([x, before.hidden], 1);
    const [input, forget, output] = tf.split(tf.sigmoid(tf.matMul(seen, tree.gates.read())), 3, 1);
    const { candidate, routing } = choose(tree, seen, { real, context });
    const cell = tf.add<tf.Tensor2D>(tf.mul(forget, before.cell), tf.mul(input, tf.tanh(candidate)));
    return { state: { cell, hidden: tf.mul<tf.Tensor2D>(output, tf.tanh(cell)) }, routing };
  }

  function choose(tree: Tree, seen: tf.Tensor2D, { real, context }: StepOptions): Choice {
    if (!real) {
      const { output, routing } = mixture.apply(tree.mixture, seen, context);
      return { candidate: output, routing };
    }
    if (real.length === 0) return { candidate: tf.zeros([seen.shape[0], cells]) };
    const rows = tf.tensor1d(real, 'int32');
    const { output, routing } = mixture.apply(tree.mixture, gatherRows(seen, rows), context);
    return { candidate: segmentSum(output, rows, seen.shape[0]), routing };
  }

  return {
    parameters,
    operations: 3 * cells * (inputWidth + cells) + mixture.operations,
    inputWidth,
    width: cells,
    zeroState: (batch) => ({ cell: tf.zeros([batch, cells]), hidden: tf.zeros([batch, cells]) }),
    apply: (tree: Tree, sequence, context) =>
      tidyTree(() => {
        let { state } = sequence;
        const outputs: tf.Tensor2D[] = [];
        const routings: RoutedStep[] = [];
        for (const { x, ...options } of stepsOf(sequence, context)) {
          const { routing, ...made } = step(tree, x, state, options);
          state = made.state;
          outputs.push(state.hidden);
          if (routing) routings.push({ routing, rows: options.real?.length ?? x.shape[0] });
        }
        const output = tf.reshape<tf.Rank.R3>(tf.stack(outputs), [outputs.length, -1, cells]);
        return { output, state, routings: routings.length === 0 ? [] : [joinSteps(routings)] };
      }),
  };
}

interface StepOptions {
  /** The sequences whose token is real at this step; absent where all are. */
  readonly real?: Int32Array;
  readonly context: Context;
}

interface Choice {
  readonly candidate: tf.Tensor2D;
  readonly routing?: Routing;
}

function stepsOf({ input, tokens }: SequenceInput, context: Context): (StepOptions & { x: tf.Tensor2D })[] {
  const [time, batch, width] = input.shape;
  return tf.split(input, time).map((x, t) => ({
    x: tf.reshape<tf.Rank.R2>(x, [batch, width]),
    real: tokens?.filter((token) => Math.floor(token / batch) === t).map((token) => token % batch),
    context: { ...childContext(context, t), ids: context.ids && tf.slice(context.ids, t * batch, batch) },
  }));
}

/** What a step's mixture did, of so many rows. */
interface RoutedStep {
  readonly routing: Routing;
  readonly rows: number;
}

/** The steps' slots one after the other, rows counted on, and what they sum to together. */
function joinSteps(steps: readonly RoutedStep[]): Routing {
  const routings = steps.map(({ routing }) => routing);
  const { measure, experts } = routings[0];
  let before = 0;
  const tokens = steps.map(({ routing, rows }) => {
    const counted = tf.add<tf.Tensor1D>(routing.token, tf.scalar(before, 'int32'));
    before += rows;
    return counted;
  });
  return {
    token: tf.concat(tokens),
    expert: tf.concat(routings.map(({ expert }) => expert)),
    weight: tf.concat(routings.map(({ weight }) => weight)),
    experts,
    sums: addTrees(routings.map(({ sums }) => sums)),
    measure,
  };
}
