import * as tf from '@tensorflow/tfjs-core';
import { startDevice } from '@outrageous/backends';
import {
  countParameters,
  disposeParameters,
  gradientTensors,
  initialize,
  key,
  leaves,
  type Mixture,
  sizeOf,
  valueAndGradients,
  variableParameter,
} from '@outrageous/core';
import { demandSame } from '@outrageous/core/testing';
import { feedForward, mixture } from '@outrageous/experts';
import { dataParallel, expertParallel, grid, placedMixture } from '@outrageous/parallel';
import { mpiCommunicator } from '@outrageous/parallel/node';
import { counting } from './counting.js';
import { deviceFrom } from './deviceFrom.js';
import { evenGate } from './evenGate.js';
import { evenHierarchy } from './evenHierarchy.js';

/** Counts what leaves a rank, with a batch that is in balance. */
await startDevice(deviceFrom(process.argv[2]));
const { communicator, exchanged, summed } = counting(mpiCommunicator());
const { size } = communicator;
const [width, outputWidth, k, tokens] = [8, 5, 2, 3 * size];
const gate = evenGate({ groups: size, perGroup: 3, k });
const pool = feedForward({ experts: gate.experts, width, hidden: 4, outputWidth });

/** Of what a token sends, the part that leaves its rank. */
const leaving = (size - 1) / size;

// Section 3.2: d numbers to each expert and dOut from it, and the gradients the other way. Besides, which expert.
demandSame(
  [await bytesPerToken(mixture(gate, expertParallel(pool, communicator)))],
  [leaving * k * k * (4 * 2 * (width + outputWidth) + 4)],
  'an expert parallel pool sends other bytes per token and rank',
);

// The same to each group alone. Besides, for each expert: which one, of which visit, its weight, and that's gradient.
demandSame(
  [await bytesPerToken(placedMixture(gate, pool, communicator))],
  [leaving * (k * 4 * 2 * (width + outputWidth) + k * k * 4 * 4)],
  'a placed hierarchy sends other bytes per token and rank',
);

// A hierarchy goes to each branch before it knows the experts. Besides, which branch, and of each slot its row, its expert,
// and twice its weight and that's gradient; to each rank a key, and from which row on it draws.
const hierarchy = evenHierarchy({ groups: size, perGroup: 3, k, width });
const placed = placedMixture(hierarchy, pool, communicator);
demandSame(
  [await bytesPerToken(placed)],
  [leaving * (k * 4 * (2 * (width + outputWidth) + 1) + k * k * 4 * 6 + (size * 3 * 4) / tokens)],
  'a hierarchy whose gates lie beside their experts sends other bytes per token and rank',
);

// And a rank has its own branch's gate and experts, but of neither any other.
demandSame(
  [countParameters(placed.parameters)],
  [countParameters(mixture(hierarchy, pool).parameters) / size],
  'a rank has other parameters than those of its branch',
);

/** Of one step, forward and backward. */
async function bytesPerToken(layer: Mixture): Promise<number> {
  const parameters = initialize(layer.parameters, key(1));
  const input = variableParameter('input', { shape: [tokens, width], perExpert: false }, tf.ones([tokens, width]));
  const { value, gradients } = valueAndGradients(() => {
    const rows = tf.reshape<tf.Rank.R2>(input.read(), [tokens, width]);
    const { output } = layer.apply(parameters, rows, { training: true, key: key(2) });
    return { loss: tf.sum(output), extra: [] };
  }, [input, ...leaves(parameters)]);
  tf.dispose([value, ...[...gradients.values()].flatMap(gradientTensors)]);
  disposeParameters([input, parameters]);
  return (await exchanged()) / tokens;
}

// Of the gradients, those that all ranks have are summed, and no expert's, but by its replicas.
for (const expertRanks of [size, size / 2]) {
  const { experts, replicas } = grid(communicator, expertRanks);
  const counted = counting(replicas);
  const own = expertParallel(pool, experts);
  const parameters = leaves(initialize({ pool: own.parameters }, key(1)));
  const shared = variableParameter('shared', { shape: [7, 3], perExpert: false }, tf.zeros([7, 3]));
  const all = [shared, ...parameters];
  const gradients = new Map(all.map((parameter) => [parameter, tf.ones([...parameter.shape])]));
  const updateNothing = { init: () => ({ step: 0, slots: {} }), update: () => undefined };
  dataParallel(updateNothing, communicator, { replicas: counted.communicator }).update(
    gradients,
    { step: 0, slots: {} },
    all,
  );
  const held = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  demandSame([summed()], [21], 'other numbers are summed over all ranks than those that all have');
  demandSame([counted.summed()], [replicas.size > 1 ? held : 0], 'other numbers are summed over replicas');
  tf.dispose([...gradients.values()]);
  disposeParameters(all);
}
