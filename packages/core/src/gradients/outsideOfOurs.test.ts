import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frozen } from '../wrappers/frozen.js';
import { recomputed } from '../wrappers/recomputed.js';
import { initialize } from '../initialize.js';
import { normalWith } from '../initializers.js';
import { gatherRows } from '../kernels/gatherRows/gatherRows.js';
import { groupedMatMul } from '../kernels/groupedMatMul/groupedMatMul.js';
import { key } from '../key.js';
import type { Layer } from '../layer.js';
import { type Parameter, parameterSpec, type ParametersOf, type ParameterTree, rowsOf } from '../parameter.js';
import { sharded } from '../sharded.js';
import { mapParameters, leaves, disposeParameters } from '../tree.js';
import { expectClose } from '../testing/index.js';
import { denseGradient } from './denseGradient.js';
import { valueAndGradients } from './gradients.js';
import { isRowGradient } from './rowGradient.js';
import type { Rows } from './table.js';

const [GROUPS, WIDTH] = [3, 2];

const specs = {
  words: parameterSpec([5, WIDTH], normalWith(1), { table: true }),
  matrices: parameterSpec([GROUPS, WIDTH, WIDTH], normalWith(1), { perExpert: true }),
  vectors: parameterSpec([GROUPS, WIDTH], normalWith(1), { perExpert: true }),
  scale: parameterSpec([WIDTH], normalWith(1)),
};

type Values = ParametersOf<typeof specs>;

/**
 * Looks words up, and gives the first two to one expert, the others to another: one expert has none, one word is nobody's.
 *
 * @param rows how the layer takes rows of tables
 */
const wordsToExperts = (rows: <R extends tf.Rank>(of: Parameter<R>) => Rows<R> = rowsOf): WordsLayer => ({
  parameters: specs,
  operations: 0,
  apply: ({ words, matrices, vectors, scale }: Values, ids) => {
    const found = gatherRows(rows(words), tf.tensor1d([...ids], 'int32'));
    const grouped = { rows: found, offsets: tf.tensor1d([0, 2, 2, ids.length], 'int32'), groups: GROUPS };
    return tf.mul(groupedMatMul(grouped, rows(matrices), { bias: rows(vectors) }), scale.read());
  },
});

type WordsLayer = Layer<readonly number[], tf.Tensor2D>;

const context = { training: true, key: key(0) };

const ids = [4, 1, 4, 0];

let parameters: Values;
let before: number;

beforeEach(() => {
  before = tf.memory().numTensors;
  parameters = initialize(specs, key(1));
});

afterEach(() => {
  disposeParameters(parameters);
  expect(tf.memory().numTensors).toBe(before);
});

const lossOf = (tree: ParameterTree, layer = wordsToExperts()): tf.Scalar =>
  tf.tidy(() => tf.sum(tf.square(layer.apply(tree, ids, context))));

/** What `valueAndGradients` gives, as tensors of the parameters' shapes. */
function ours(loss: () => tf.Scalar): tf.Tensor[] {
  const all = leaves(parameters);
  const { gradients } = valueAndGradients(() => ({ loss: loss(), extra: [] }), all);
  expect(all.filter((one) => isRowGradient(gradients.get(one)!)).map(({ name }) => name)).toEqual([
    'words',
    'matrices',
    'vectors',
  ]);
  return all.map((one) => denseGradient(gradients.get(one)!, one.shape));
}

/** What a way to differentiate gives for each parameter, held against ours. */
async function expectOurs(gradients: () => (tf.Tensor | undefined)[], loss = () => lossOf(parameters)): Promise<void> {
  const [got, expected] = tf.tidy(() => [gradients(), ours(loss)]);
  for (const [i, { name }] of leaves(parameters).entries()) {
    expect(got[i], `${name} has a gradient`).toBeDefined();
    await expectClose(got[i]!, expected[i]);
  }
  tf.dispose([got, expected]);
}

const variables = () => leaves(parameters).map((one) => one.read() as tf.Variable);

/** By the names of variables, as optimizers of TensorFlow.js get them. */
function variableGradients(loss: () => tf.Scalar): tf.Tensor[] {
  const { value, grads } = tf.variableGrads(loss);
  value.dispose();
  return variables().map(({ name }) => grads[name]);
}

describe('gradients of tables are dense, and ours', () => {
  it('by tf.variableGrads', () => expectOurs(() => variableGradients(() => lossOf(parameters))));

  it('by tf.grads at the values', () =>
    expectOurs(() => tf.grads((..._values: tf.Tensor[]) => lossOf(parameters))(variables())));

  it('by tf.grads at tensors that stand for the values', () =>
    expectOurs(() =>
      tf.grads((...values: tf.Tensor[]) => {
        const all = leaves(parameters);
        return lossOf(mapParameters(parameters, (one) => ({ ...one, read: () => values[all.indexOf(one)] })));
      })(variables()),
    ));

  it('of tables that are given to ops as they are', () => {
    const direct = wordsToExperts((parameter) => parameter.table!);
    return expectOurs(() => variableGradients(() => lossOf(parameters, direct)));
  });

  it('of recomputed layers', () =>
    expectOurs(() => variableGradients(() => lossOf(parameters, recomputed(wordsToExperts())))));

  it('of a loss that ours differentiates inside', () =>
    expectOurs(() =>
      variableGradients(
        () => valueAndGradients(() => ({ loss: lossOf(parameters), extra: [] }), leaves(parameters)).value,
      ),
    ));

  it('of a loss inside of one that ours differentiates', () =>
    expectOurs(() => {
      const { extra } = valueAndGradients(
        () => ({ loss: lossOf(parameters), extra: variableGradients(() => lossOf(parameters)) }),
        leaves(parameters),
      );
      return extra;
    }));

  it('of one expert after the other, where each process has some', async () => {
    const own = initialize(sharded(specs, { first: 3, count: 3, of: 6 }), key(1)) as typeof parameters;
    disposeParameters(parameters);
    parameters = own;
    await expectOurs(() => variableGradients(() => lossOf(own)));
  });
});

describe('our gradients', () => {
  it('may be taken twice, one in the other', () => {
    const inner = () => valueAndGradients(() => ({ loss: lossOf(parameters), extra: [] }), leaves(parameters)).value;
    return expectOurs(() => {
      const { gradients } = valueAndGradients(() => ({ loss: inner(), extra: [] }), leaves(parameters));
      return leaves(parameters).map((one) => denseGradient(gradients.get(one)!, one.shape));
    });
  });

  it('may be taken in the backward pass of others', async () => {
    const again: tf.Tensor[] = [];
    const twice = tf.customGrad((x) => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: (dy) => {
        again.push(...ours(() => lossOf(parameters)).map((one) => tf.keep(one)));
        return dy;
      },
    }));
    await expectOurs(() => {
      const whole = ours(() => tf.reshape(twice(lossOf(parameters)), []));
      return whole.map((one, i) => tf.div(tf.add(one, again[i]), 2));
    });
    tf.dispose(again);
  });

  it('are of what a parameter reads as, where that is not what is stored', async () => {
    const halved = (tree: ParameterTree) =>
      mapParameters(tree, (one) => ({ ...one, read: () => tf.div(one.read(), 2) }));
    const plain = mapParameters(parameters, ({ table: _, ...one }) => one);
    const loss = (tree: ParameterTree) => () => ({ loss: lossOf(halved(tree)), extra: [] });
    const [got, expected] = [parameters, plain].map((tree) => valueAndGradients(loss(tree), leaves(parameters)));
    await expectClose(got.value, expected.value);
    for (const one of leaves(parameters)) {
      await expectClose(got.gradients.get(one) as tf.Tensor, expected.gradients.get(one) as tf.Tensor);
    }
    for (const { value, gradients } of [got, expected]) tf.dispose([value, ...gradients.values()]);
  });

  it('are refused for parameters that no gradient could reach', () => {
    const halved = mapParameters(parameters, (one) => ({ ...one, read: () => tf.div(one.read(), 2) }));
    expect(() => valueAndGradients(() => ({ loss: lossOf(halved), extra: [] }), leaves(halved))).toThrow(
      'valueAndGradients: words reads as a new tensor each time, so no gradient would reach it; ask for gradients of the ' +
        'parameters that are stored, as initialize gave them, and map them inside the function',
    );
  });

  it('are of parameters that somebody else stores', async () => {
    const stored = parameters.scale.read();
    const own: Parameter<tf.Rank.R1> = {
      kind: 'parameter',
      name: 'own',
      shape: [WIDTH],
      perExpert: false,
      read: () => stored,
      assign: (value) => (stored as tf.Variable).assign(value),
      dispose: () => undefined,
    };
    const loss = () => lossOf({ ...parameters, scale: own });
    const { value, gradients } = valueAndGradients(() => ({ loss: loss(), extra: [] }), [own]);
    const expected = variableGradients(loss);
    await expectClose(gradients.get(own) as tf.Tensor, expected[3]);
    tf.dispose([value, ...gradients.values(), ...expected]);
  });
});

/** How far each parameter moves in a step of TensorFlow.js' own optimizer. */
async function movedBy(tree: ParameterTree): Promise<number[]> {
  const start = leaves(tree).map((one) => tf.tidy(() => tf.add(one.read(), 0)));
  const optimizer = tf.train.adam(0.01);
  optimizer.minimize(() => lossOf(tree));
  optimizer.dispose();
  const moved: number[] = [];
  for (const [i, one] of leaves(tree).entries()) {
    const largest = tf.tidy(() => tf.max(tf.abs(tf.sub(one.read(), start[i]))));
    moved.push((await largest.data())[0]);
    largest.dispose();
  }
  tf.dispose(start);
  return moved;
}

describe('an optimizer of TensorFlow.js', () => {
  it('moves all that is used', async () => {
    for (const moved of await movedBy(parameters)) expect(moved).toBeCloseTo(0.01, 4);
  });

  it('leaves alone what is frozen', async () => {
    const { scale, ...tables } = frozen(wordsToExperts()).parameters as typeof specs;
    const tree = initialize({ ...tables, scale: specs.scale }, key(1));
    expect(scale.frozen).toBe(true);
    expect((await movedBy(tree)).map((moved) => Math.round(100 * moved))).toEqual([0, 0, 0, 1]);
    disposeParameters(tree);
  });
});
