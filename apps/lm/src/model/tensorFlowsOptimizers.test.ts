import * as tf from '@tensorflow/tfjs-core';
import {
  denseGradient,
  disposeParameters,
  type Gate,
  initialize,
  key,
  leaves,
  measureRouting,
  type ParameterTree,
  valueAndGradients,
} from '@outrageous/core';
import { feedForward, mixture } from '@outrageous/experts';
import { balanced, hierarchical, noisyTopK, switchGate } from '@outrageous/gating';
import { lstm } from '@outrageous/lstm';
import { expectClose } from '@outrageous/core/testing';
import { expect, it } from 'vitest';
import { languageModel } from './languageModel.js';
import { languageModelTask } from './languageModelTask.js';
import { moe, trunk } from './trunk.js';

const width = 4;
const context = { training: true, key: key(1) };
const pool = () => feedForward({ experts: 4, width, hidden: 3, activation: 'gelu', bias: true });
const gate = () => balanced(noisyTopK({ width, experts: 4, k: 2 }));

/** Parameters, and a loss of them. */
interface Model {
  readonly parameters: ParameterTree;
  loss(): tf.Scalar;
}

function mixtureOf(chooses: Gate): Model {
  const layer = mixture(chooses, pool());
  const parameters = initialize(layer.parameters, key(3));
  const loss = () =>
    tf.tidy(() => {
      const tokens = tf.reshape<tf.Rank.R2>(tf.sin(tf.range(0, 3 * width)), [3, width]);
      const { output, routing } = layer.apply(parameters, tokens, context);
      return tf.add<tf.Scalar>(tf.sum(tf.square(output)), measureRouting(routing).loss);
    });
  return { parameters, loss };
}

function languageModelOf(): Model {
  const layers = [lstm({ inputWidth: width, cells: width }), moe(gate(), pool(), width)];
  const model = languageModel({ vocabulary: 5, width, trunk: trunk(layers) });
  const parameters = initialize(model.parameters, key(3));
  const task = languageModelTask(model, parameters);
  const ids = Int32Array.of(1, 2, 3, 2);
  const window = { time: 2, batch: 2, inputs: ids, labels: ids, predictions: 4, first: true, epoch: 0 };
  return { parameters, loss: () => tf.tidy(() => task.forward(window, task.zeroState(2), context).loss) };
}

const models: Record<string, () => Model> = {
  'a mixture': () => mixtureOf(gate()),
  'a hierarchy': () =>
    mixtureOf(hierarchical(switchGate({ width, experts: 2 }), noisyTopK({ width, experts: 2, k: 2, groups: 2 }))),
  'a language model, its embedding and its experts': languageModelOf,
};

it.each(Object.entries(models))('TensorFlow.js finds our gradients of %s, and learns with them', async (_, make) => {
  const { parameters, loss } = make();
  const all = leaves(parameters);
  const [got, ours] = tf.tidy(() => {
    const { grads } = tf.variableGrads(loss);
    const { gradients } = valueAndGradients(() => ({ loss: loss(), extra: [] }), all);
    const dense = all.flatMap((one) => denseGradient(gradients.get(one) ?? tf.zeros([...one.shape]), one.shape));
    return [all.map((one) => grads[(one.read() as tf.Variable).name] ?? tf.zeros([...one.shape])), dense];
  });
  for (const [i] of all.entries()) await expectClose(got[i], ours[i], 1e-4);
  const experts = all.filter(({ perExpert }) => perExpert);
  const before = tf.tidy(() => experts.map((one) => tf.add(one.read(), 0)));
  const optimizer = tf.train.adam(0.01);
  optimizer.minimize(loss);
  for (const [i, one] of experts.entries()) {
    const moved = tf.tidy(() => tf.max(tf.abs(tf.sub(one.read(), before[i]))));
    expect((await moved.data())[0], one.name).toBeGreaterThan(0.005);
    moved.dispose();
  }
  optimizer.dispose();
  tf.dispose([got, ours, before]);
  disposeParameters(parameters);
});
