import * as tf from '@tensorflow/tfjs-core';
import {
  type Communicator,
  disposeParameters,
  type ExpertPool,
  type Gate,
  isEnumerated,
  leaves,
  type Mixture,
  type Parameter,
} from '@outrageous/core';
import { disturbParameters } from '@outrageous/core/testing';
import type { Strategy } from '../../strategies/strategy.js';
import { type Model, modelOf } from './model.js';

/** What a strategy is tried with; the same on every rank. */
export interface StrategyTrial {
  /** All ranks. */
  readonly world: Communicator;
  readonly strategy: Strategy;
  /** A flat gate over as many experts as the pool has; one that draws while it trains tells the most. */
  readonly gate: Gate;
  /** All experts: rows [slots, width] in, rows of the same width out; nothing is drawn. */
  readonly pool: ExpertPool;
  /** Joins the two in one process: that of `@outrageous/experts`. */
  readonly mixture: (gate: Gate, pool: ExpertPool) => Mixture;
  /** Of tokens. */
  readonly width: number;
}

/** The model in one process, and this rank's part of it. */
export interface Models {
  readonly whole: Model;
  readonly own: Model;
}

/** Sets both models up, with equal numbers that none of them starts with, runs the body, and frees everything. */
export async function withModels<Result>(
  trial: StrategyTrial,
  body: (models: Models) => Result | Promise<Result>,
): Promise<Result> {
  const models = makeModels(trial);
  try {
    disturbParameters(models.whole.parameters, 7);
    copyParameters(models);
    return await body(models);
  } finally {
    for (const { parameters } of [models.whole, models.own]) disposeParameters(parameters);
  }
}

/** Both models as they start. */
export function makeModels({ strategy, gate, pool, mixture, width }: StrategyTrial): Models {
  const whole = modelOf(mixture(gate, pool), width);
  const own = modelOf(strategy.mixture(gate, pool), width);
  return { whole, own: { ...own, task: strategy.task(own.task) } };
}

function copyParameters({ whole, own }: Models): void {
  const all = new Map(leaves(whole.parameters).map((parameter) => [parameter.name, parameter]));
  for (const parameter of leaves(own.parameters)) {
    const from = all.get(parameter.name);
    if (!from) throw new Error(`${parameter.name} is a parameter that the model in one process doesn't have`);
    parameter.assign(partOf(from.read(), parameter));
  }
}

/** What a rank has of a tensor of one process: all of it, or its experts. */
export function partOf(tensor: tf.Tensor, parameter: Parameter): tf.Tensor {
  const { shard } = parameter;
  return shard && isEnumerated(parameter) ? tf.slice(tensor, shard.first, shard.count) : tf.clone(tensor);
}
