import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { childContext, disposeParameters, type Grouped, initialize, key, type Layer } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';
import { maskRows } from './maskRows.js';
import { poolOf } from './poolOf.js';
import { splitRows } from './splitRows.js';
import { groupRows } from '../conformance/groupRows.js';
import { linearLayer } from '../test/linearLayer.js';

const context = { training: false, key: key(0) };

type Expert = Layer<tf.Tensor2D, tf.Tensor2D>;

/** An expert that computes f and has no parameters. */
const computes = (f: (x: tf.Tensor2D) => tf.Tensor2D): Expert => ({
  parameters: {},
  operations: 0,
  apply: (_, x) => f(x),
});

const run = (experts: readonly Expert[], grouped: Grouped) =>
  tf.tidy(() =>
    poolOf(experts, { width: grouped.rows.shape[1] }).apply(
      experts.map(() => ({})),
      grouped,
      context,
    ),
  );

const fourRows = () =>
  tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ]);

describe('poolOf', () => {
  it('sends each group of rows through its own layer', async () => {
    const grouped = groupRows(fourRows(), [1, 0, 3]);
    const nothing = computes((x) => tf.zerosLike(x));
    const output = run([computes((x) => tf.mul(x, 10)), nothing, computes((x) => tf.neg(x))], grouped);
    await expectClose(output, [
      [10, 20],
      [-3, -4],
      [-5, -6],
      [-7, -8],
    ]);
    tf.dispose([output, { ...grouped }]);
  });

  it('takes no rows at all', () => {
    const grouped = groupRows(tf.zeros([0, 2]), [0, 0]);
    const output = run([computes((x) => tf.neg(x)), computes((x) => tf.neg(x))], grouped);
    expect(output.shape).toEqual([0, 2]);
    tf.dispose([output, { ...grouped }]);
  });

  it('gives each layer a key of its own', () => {
    const keys: string[] = [];
    const spy: Expert = { parameters: {}, operations: 0, apply: (_, x, { key }) => (keys.push(key.join()), x) };
    const grouped = groupRows(fourRows(), [2, 2]);
    tf.dispose([run([spy, spy], grouped), { ...grouped }]);
    expect(keys).toEqual([0, 1].map((expert) => childContext(context, expert).key.join()));
  });

  it('costs the mean over its layers', () => {
    const layers = [linearLayer(2, 4), feedForwardNetwork({ width: 2, hidden: 5, outputWidth: 4 })];
    expect(poolOf(layers, { inputWidth: 2, width: 4 }).operations).toBe(19);
  });

  it('says which layer gives another width', () => {
    const pool = poolOf([linearLayer(2, 2), linearLayer(2, 3)], { width: 2 });
    const parameters = initialize(pool.parameters, key(0));
    const grouped = groupRows(fourRows(), [2, 2]);
    expect(() => pool.apply(parameters, grouped, context)).toThrow(
      'poolOf: layer 1 gives rows of width 3, needs 2; give all layers that output width, so that their outputs can be added',
    );
    disposeParameters(parameters);
    tf.dispose({ ...grouped });
  });

  it('says which rows it needs', () => {
    const grouped = groupRows(fourRows(), [2, 2]);
    expect(() => run([computes((x) => x)], grouped)).toThrow(
      'poolOf: got rows [4,2] in 2 groups, needs rows of width 2, and one group for each of its 1 layers',
    );
    const pool = poolOf([linearLayer(3, 2), linearLayer(3, 2)], { inputWidth: 3, width: 2 });
    expect(() => pool.apply([], grouped, context)).toThrow('got rows [4,2] in 2 groups, needs rows of width 3');
    tf.dispose({ ...grouped });
  });

  it('needs at least one layer', () => {
    expect(() => poolOf([], { width: 2 })).toThrow(
      'poolOf: the layers must be a list of at least one, each a layer, got []',
    );
  });
});

describe('maskRows', () => {
  const reciprocal = (_: number, x: tf.Tensor2D) => tf.div<tf.Tensor2D>(1, tf.sub(x, 3));

  it("keeps infinities of other experts' rows out of the output and the gradient", async () => {
    // Expert 0 would divide by zero at the row of expert 1.
    const grouped = groupRows(tf.tensor2d([[1], [3]]), [1, 1]);
    const experts = (i: number, x: tf.Tensor2D) => (i === 0 ? reciprocal(i, x) : tf.mul<tf.Tensor2D>(x, 2));
    const { value, grad } = tf.valueAndGrad((rows: tf.Tensor2D) => maskRows({ ...grouped, rows }, experts))(
      grouped.rows,
    );
    await expectClose(value, [[-0.5], [6]]);
    await expectClose(grad, [[-0.25], [2]]);
    tf.dispose([value, grad, { ...grouped }]);
  });
});

it('computes the same with masks as with split rows', async ({ skip }) => {
  skip(tf.getBackend() === 'webgpu', 'webgpu reads no sizes back at once, so it cannot split');
  const grouped = groupRows(fourRows(), [1, 0, 3]);
  const experts = (i: number, x: tf.Tensor2D) => tf.mul<tf.Tensor2D>(tf.square(x), i + 1);
  const [masked, split] = tf.tidy(() => [maskRows(grouped, experts), splitRows(grouped, experts)]);
  await expectClose(masked, split);
  tf.dispose([masked, split, { ...grouped }]);
});
