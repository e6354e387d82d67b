import * as tf from '@tensorflow/tfjs-core';
import { startDevice } from '@outrageous/backends';
import { disposeParameters, initialize, key, leaves } from '@outrageous/core';
import { demand } from '@outrageous/core/testing';
import { feedForward, mixture } from '@outrageous/experts';
import { biasBalanced } from '@outrageous/gating';
import { grid, gridStrategy, singleProcess, type Strategy } from '@outrageous/parallel';
import { mpiCommunicator } from '@outrageous/parallel/node';
import { adam, clipByGlobalNorm, globalNorm, startTraining, trainWith, withOwnSteps } from '@outrageous/trainer';
import { deviceFrom } from './deviceFrom.js';

/** Holds the bias of a gate, which takes its own steps, against one process on the joined batch, under a clipping Adam. */
await startDevice(deviceFrom(process.argv[2]));
const world = mpiCommunicator();
const [width, experts, biasRate] = [2, 4, 0.25];
const gate = biasBalanced({ width, experts, k: 2, biasRate });
const pool = feedForward({ experts, width, hidden: 3 });

/** Rank r has r + 1 rows, none of which is another's; most are much alike, so that experts are out of balance. */
const rowsOf = (rank: number) => Array.from({ length: rank + 1 }, (_, i) => [1, 0.1 * (i + rank)]);
const all = Array.from({ length: world.size }, (_, rank) => rowsOf(rank));

const alone = await biasAfter(1, gridStrategy(grid(singleProcess()), mixture), all.flat());
demand(
  alone.every((one) => Math.abs(Math.abs(one) - biasRate) < 1e-6),
  `a step moves biases by ${alone.join()}, and not by ${biasRate}`,
);
for (const steps of [1, 4]) {
  const expected = await biasAfter(steps, gridStrategy(grid(singleProcess()), mixture), all.flat());
  const got = await biasAfter(steps, gridStrategy(grid(world), mixture), all[world.rank]);
  demand(
    got.every((one, i) => Math.abs(one - expected[i]) < 1e-6),
    `after ${steps} steps, biases are ${got.join()} on rank ${world.rank}, and ${expected.join()} in one process`,
  );
}

/** The biases after some steps on the same rows. */
async function biasAfter(steps: number, strategy: Strategy, rows: number[][]): Promise<number[]> {
  const layer = strategy.mixture(gate, pool);
  const parameters = initialize(layer.parameters, key(0));
  const task = strategy.task<{ predictions: number; first: boolean; epoch: number }, []>({
    parameters,
    zeroState: () => [],
    forward(_, state, context) {
      const tokens = tf.tensor2d(rows, [rows.length, width]);
      const { output, routing } = layer.apply(parameters, tokens, context);
      return { loss: tf.mean<tf.Scalar>(tf.squaredDifference(tokens, output)), state, routings: [routing] };
    },
  });
  const clipped = clipByGlobalNorm(1e-3, adam({ learningRate: 1e-3 }), { norm: strategy.norm(globalNorm) });
  const optimizer = strategy.optimizer(withOwnSteps(clipped));
  const batchAt = (epoch: number) => ({ predictions: rows.length, first: true, epoch });
  const batches = { streams: 1, windowsPerEpoch: 1, batchAt };
  const training = startTraining(task, optimizer, 1);
  await trainWith(task, training, { optimizer, batches, steps, key: key(1) }, () => undefined);
  const bias = leaves(parameters).find(({ name }) => name === 'gate/bias');
  const numbers = Array.from((await bias?.read().data()) ?? []);
  disposeParameters(parameters);
  return numbers;
}
