import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { type Gradient, gradientTensors, isRowGradient, type Optimizer, variableParameter } from '@outrageous/core';
import { dataParallel } from '../../index.js';
import { mpiCommunicator } from '../index.js';

/** Sums gradients that ranks have of different kinds, and says what comes of them. */
const world = mpiCommunicator();
const table = { shape: [5, 1], perExpert: false, table: true };
const mixed = variableParameter('mixed', table, tf.zeros([5, 1]));
const sparse = variableParameter('sparse', table, tf.zeros([5, 1]));
const reached = variableParameter('reached by one', { shape: [2], perExpert: false }, tf.zeros([2]));
const unreached = variableParameter('unreached', { shape: [2], perExpert: false }, tf.zeros([2]));
const parameters = [mixed, sparse, reached, unreached];

const rows = (indices: number[], values: number[]): Gradient => ({
  kind: 'rows',
  rows: tf.tensor1d(indices, 'int32'),
  values: tf.tensor2d(values, [values.length, 1]),
});

const own = [
  new Map([
    [mixed, rows([4, 0], [1, 2])],
    [sparse, rows([3, -1, 1], [1, NaN, 2])],
  ]),
  new Map([
    [mixed, tf.ones([5, 1])],
    [sparse, rows([1], [10])],
    [reached, tf.tensor1d([7, 8])],
  ]),
  new Map<typeof mixed, Gradient>(),
];

const seen: [name: string, gradient: Gradient][] = [];
const witness: Optimizer = {
  init: () => ({ step: 0, slots: {} }),
  update(gradients) {
    for (const [{ name }, gradient] of gradients) seen.push([name, kept(gradient)]);
  },
};
const optimizer = dataParallel(witness, world, { bucket: 3 });
optimizer.update(own[world.rank], optimizer.init(parameters), parameters);
const told = await Promise.all(seen.map(async ([name, gradient]) => `${name}: ${await text(gradient)}`));
process.stdout.write(`rank ${world.rank}: ${told.join('; ')}\n`);

function kept(gradient: Gradient): Gradient {
  for (const tensor of gradientTensors(gradient)) tf.keep(tensor);
  return gradient;
}

async function text(gradient: Gradient): Promise<string> {
  const numbers = await Promise.all(gradientTensors(gradient).map((tensor) => tensor.data()));
  return `${isRowGradient(gradient) ? 'rows ' : ''}${numbers.map((some) => some.join()).join(' of ')}`;
}
