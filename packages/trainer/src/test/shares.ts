import * as tf from '@tensorflow/tfjs-core';
import {
  disposeParameters,
  evenShard,
  initialize,
  key,
  leaves,
  ones,
  parameterSpec,
  type ParameterSpecs,
  sharded,
  shardedByGroup,
  uniformFanIn,
} from '@outrageous/core';
import { disposeTraining, startTraining, type Training } from '../loop/training.js';
import { adam } from '../optimizers/adam/adam.js';
import { factoredAdam } from '../optimizers/factoredAdam/factoredAdam.js';
import { partition } from '../optimizers/partition.js';

/** How many experts the models of {@link shareOf} have, unless a test says otherwise. */
const experts = 8;

/** Sequences of a batch, on all processes together. */
const streams = 9;

/** A process, of how many. */
export interface Place {
  readonly rank: number;
  readonly size: number;
}

/** A model with experts that are alike, experts of which each has parameters of its own, their gates, and what all have in common. */
function specsOf(place: Place, count: number): ParameterSpecs {
  const shard = evenShard(count, place);
  const own = Array.from({ length: shard.count }, (_, i) => [`${shard.first + i}`, special(shard.first + i)] as const);
  return {
    common: parameterSpec([2, 3], uniformFanIn()),
    alike: sharded({ hidden: parameterSpec([shard.count, 3, 2], uniformFanIn(), { perExpert: true }) }, shard),
    special: sharded(Object.fromEntries(own), shard),
    gates: shardedByGroup(bank(count), shard),
  };
}

/** A gate for each expert, with a matrix of its own, and numbers that all processes have. */
function bank(groups: number): ParameterSpecs {
  return {
    router: parameterSpec([groups, 3, 2], uniformFanIn(), { perGroup: true }),
    bias: parameterSpec([groups, 2], ones),
  };
}

/** Every expert of another size. */
function special(expert: number): ParameterSpecs {
  return parameterSpec([expert + 1], ones);
}

const optimizer = partition(({ name }) => (/^alike|router$/.test(name) ? 'alike' : 'rest'), {
  alike: factoredAdam({ learningRate: 0.1 }),
  rest: adam({ learningRate: 0.1 }),
});

/**
 * What one of several processes has of a run, before its first step; those of any number of them make the same run.
 *
 * @param group the place among those that have all experts once between them
 */
export function shareOf(place: Place, { count = experts, group = place } = {}): Training<tf.Tensor2D> {
  const parameters = initialize(specsOf(group, count), key(7));
  const zeroState = (batch: number) => tf.zeros<tf.Rank.R2>([batch, 3]);
  return startTraining({ parameters, zeroState }, optimizer, evenShard(streams, place));
}

/** Two steps whose gradients are the parameters, so that each expert's are its own; the state tells the sequences apart. */
export function advance(training: Training<tf.Tensor2D>): void {
  const parameters = leaves(training.parameters);
  for (let step = 0; step < 2; step++) {
    const gradients = new Map(parameters.map((parameter) => [parameter, tf.clone(parameter.read())]));
    optimizer.update(gradients, training.optimizer, parameters);
    tf.dispose([...gradients.values()]);
  }
  const { first, count } = training.streams;
  training.recurrent.dispose();
  training.recurrent = tf.tidy(() =>
    tf.add<tf.Tensor2D>(tf.expandDims(tf.range(first, first + count), 1), tf.zeros([1, 3])),
  );
  training.tokens = 100;
}

/** Frees a share. */
export function disposeShare(training: Training): void {
  disposeTraining(training);
  disposeParameters(training.parameters);
}
