import * as tf from '@tensorflow/tfjs-core';
import {
  type Communicator,
  disposeParameters,
  foldIn,
  type Gradient,
  type Gradients,
  gradientTensors,
  isEnumerated,
  isRowGradient,
  key,
  leaves,
  type Parameter,
} from '@outrageous/core';
import {
  faultIn,
  functionForm,
  gateForms,
  mixtureForms,
  optimizerForms,
  poolForms,
  refuse,
  taskForms,
} from '@outrageous/core/contracts';
import { demand, demandSame } from '@outrageous/core/testing';
import { batchesOf, distributions, joinedBatch } from './distributions.js';
import { demandNear } from './near.js';
import { recorder } from './recorder.js';
import { type Differentiated, differentiate, disposeGradients, numbersOf, type Part, readGradients } from './step.js';
import { makeModels, type Models, partOf, type StrategyTrial, withModels } from './subject.js';

const quiet = { training: false, key: key(1) };
const drawing = { training: true, key: key(2) };
const uneven = distributions['another number of words on each rank'];

/** How many words each rank has. */
type Count = (rank: number, size: number) => number;

/** What is wrong with the strategy itself, or with what it gives, before anything is made of it. */
export function givesWhatTheContractSays(trial: StrategyTrial): void {
  const { strategy, gate, pool, mixture } = trial;
  refuse('this is no strategy', faultIn(strategyForms, strategy));
  refuse('this is no gate', faultIn(gateForms, gate));
  refuse('this is no pool', faultIn(poolForms, pool));
  refuse('mixture gave no mixture', faultIn(mixtureForms, mixture(gate, pool)));
  refuse('strategy.mixture gave no mixture', faultIn(mixtureForms, strategy.mixture(gate, pool)));
  refuse('strategy.optimizer gave no optimizer', faultIn(optimizerForms, strategy.optimizer(descent)));
  refuse(
    'strategy.norm gave no norm',
    faultIn({ norm: functionForm('(gradients) => norm') }, { norm: strategy.norm(normOf) }),
  );
  const task = {
    parameters: {},
    zeroState: () => [],
    forward: () => ({ loss: tf.scalar(0), state: [], routings: [] }),
  };
  refuse('strategy.task gave no task', faultIn(taskForms, strategy.task(task)));
}

const strategyForms = {
  mixture: functionForm('(gate, pool) => mixture'),
  task: functionForm('(task) => task'),
  optimizer: functionForm('(optimizer) => optimizer'),
  norm: functionForm('(norm) => norm'),
};

/** Nothing is drawn, so that there is one batch, in one piece. */
export async function equalsTheJoinedBatch(trial: StrategyTrial, count: Count): Promise<void> {
  const batches = batchesOf(count, trial.world.size);
  const joined = [{ batch: joinedBatch(batches), context: quiet }];
  await equalSteps(trial, joined, { batch: batches[trial.world.rank], context: quiet });
}

/** One process that draws for each part of the batch what its rank would. */
export async function drawsAsItsRank(trial: StrategyTrial): Promise<void> {
  const batches = batchesOf(uneven, trial.world.size);
  const parts = batches.map((batch, rank) => ({ batch, context: trial.world.size > 1 ? drawingAs(rank) : drawing }));
  await equalSteps(trial, parts, { batch: batches[trial.world.rank], context: drawing });
}

function drawingAs(rank: number): Part['context'] {
  return { ...drawing, key: foldIn(drawing.key, rank) };
}

async function equalSteps(trial: StrategyTrial, parts: readonly Part[], own: Part): Promise<void> {
  await withModels(trial, async (models) => {
    const whole = await differentiate(models.whole, parts);
    const summed = await summedStep(trial, models, own);
    try {
      demandNear([summed.loss], [whole.loss], 'the loss is not that of one process');
      demandNear(summed.importance, whole.importance, 'importance is not that of the joined batch');
      demandNear(summed.load, whole.load, 'load is not that of the joined batch');
      await demandSameGradients(models, summed.gradients, whole.gradients);
    } finally {
      disposeGradients(summed.gradients);
      disposeGradients(whole.gradients);
    }
  });
}

/** This rank's step; the gradients are those that its optimizer is given. */
async function summedStep({ strategy }: StrategyTrial, { own }: Models, part: Part): Promise<Differentiated> {
  const step = await differentiate(own, [part]);
  const { optimizer, recorded } = recorder();
  const spread = strategy.optimizer(optimizer);
  const parameters = leaves(own.parameters);
  spread.update(step.gradients, spread.init(parameters), parameters);
  disposeGradients(step.gradients);
  return { ...step, gradients: recorded() };
}

async function demandSameGradients({ whole, own }: Models, got: Gradients, expected: Gradients): Promise<void> {
  const numbers = await readGradients(got, leaves(own.parameters));
  const all = await readGradients(expected, leaves(whole.parameters));
  for (const parameter of leaves(own.parameters)) {
    const part = await partOfNumbers(all.get(parameter.name) ?? [], parameter);
    demandNear(numbers.get(parameter.name) ?? [], part, `the gradient of ${parameter.name} is not that of one process`);
  }
}

function partOfNumbers(numbers: readonly number[], parameter: Parameter): Promise<number[]> {
  const { shard, shape } = parameter;
  const whole = shard && isEnumerated(parameter) ? [shard.of, ...shape.slice(1)] : [...shape];
  return numbersOf(tf.tidy(() => partOf(tf.tensor([...numbers], whole), parameter)));
}

/** The rows of a table that somebody uses, and no others. */
export async function keepsRowGradients(trial: StrategyTrial): Promise<void> {
  const batches = batchesOf(uneven, trial.world.size);
  const used = new Set(joinedBatch(batches).ids);
  await withModels(trial, async (models) => {
    const step = await summedStep(trial, models, { batch: batches[trial.world.rank], context: quiet });
    try {
      const gradient = gradientNamed(step.gradients, 'embedding');
      if (!gradient || !isRowGradient(gradient)) throw new Error('the gradient of a table became a whole one');
      const rows = Array.from(await gradient.rows.data()).filter((row) => row >= 0);
      demandSame(
        rows.toSorted((a, b) => a - b),
        [...used].toSorted((a, b) => a - b),
        'the summed gradient of a table names other rows',
      );
    } finally {
      disposeGradients(step.gradients);
    }
  });
}

function gradientNamed(gradients: Gradients, wanted: string): Gradient | undefined {
  return [...gradients].find(([{ name }]) => name === wanted)?.[1];
}

export async function knowsTheNormOfAll(trial: StrategyTrial): Promise<void> {
  const batches = batchesOf(uneven, trial.world.size);
  await withModels(trial, async (models) => {
    const whole = await differentiate(models.whole, [{ batch: joinedBatch(batches), context: quiet }]);
    const summed = await summedStep(trial, models, { batch: batches[trial.world.rank], context: quiet });
    const expected = await numbersOf(tf.tidy(() => normOf([...whole.gradients.values()])));
    const got = await numbersOf(trial.strategy.norm(normOf)(summed.gradients));
    disposeGradients(summed.gradients);
    disposeGradients(whole.gradients);
    demandNear(got, expected, 'the norm of all gradients is not that of one process');
  });
}

function normOf(gradients: readonly Gradient[]): tf.Scalar {
  const values = gradients.map((gradient) => gradientTensors(gradient).at(-1) ?? tf.scalar(0));
  const squares = values.map((numbers) => tf.sum<tf.Scalar>(tf.square(numbers)));
  return tf.sqrt(tf.addN([tf.scalar(0), ...squares]));
}

export async function startsAsOneProcess(trial: StrategyTrial): Promise<void> {
  const { whole, own } = makeModels(trial);
  try {
    const all = new Map(leaves(whole.parameters).map((parameter) => [parameter.name, parameter]));
    for (const parameter of leaves(own.parameters)) {
      const { name } = parameter;
      const from = all.get(name);
      if (!from) throw new Error(`${name} is a parameter that the model in one process doesn't have`);
      const expected = await numbersOf(partOf(from.read(), parameter));
      const got = Array.from(await parameter.read().data());
      demandSame(got, expected, `${name} starts with other values than in one process`);
    }
  } finally {
    for (const { parameters } of [whole, own]) disposeParameters(parameters);
  }
}

/** After two steps, what all ranks hold is the same bit for bit. */
export async function staysAlike(trial: StrategyTrial): Promise<void> {
  const batch = batchesOf(uneven, trial.world.size)[trial.world.rank];
  await withModels(trial, async ({ own }) => {
    const parameters = leaves(own.parameters);
    const optimizer = trial.strategy.optimizer(descent);
    for (const step of [0, 1]) {
      const { gradients } = await differentiate(own, [{ batch, context: { ...drawing, key: key(step) } }]);
      optimizer.update(gradients, optimizer.init(parameters), parameters);
      disposeGradients(gradients);
    }
    for (const { name, shard, read } of parameters) if (!shard) await demandAlike(trial.world, read(), name);
  });
}

/** θ ← θ − 0.01 · g */
const descent = {
  init: () => ({ step: 0, slots: {} }),
  update(gradients: Gradients): void {
    for (const [parameter, gradient] of gradients) {
      if (isRowGradient(gradient)) continue;
      parameter.assign(tf.tidy(() => tf.sub(parameter.read(), tf.mul(gradient, 0.01))));
    }
  },
};

async function demandAlike({ rank, allGather }: Communicator, value: tf.Tensor, name: string): Promise<void> {
  const own = Array.from(await value.data());
  const all = await numbersOf(tf.tidy(() => allGather(tf.tensor1d(own)).wait()));
  const other = all.findIndex((number, i) => number !== own[i % own.length]);
  const where = Math.floor(other / own.length);
  demand(other < 0, `${name} differs between rank ${rank} and rank ${where} after two steps`);
}

/** Counted by the parameters that are per expert, or per group of experts. */
export async function holdsEachExpertEquallyOften(trial: StrategyTrial): Promise<void> {
  const { world } = trial;
  await withModels(trial, async ({ own }) => {
    const held = leaves(own.parameters).filter(isEnumerated);
    for (const { name, shape, shard = { first: 0, count: shape[0], of: shape[0] } } of held) {
      const here = Array.from({ length: shard.of }, (_, i) =>
        i >= shard.first && i < shard.first + shard.count ? 1 : 0,
      );
      const often = await numbersOf(tf.tidy(() => world.allReduce(tf.tensor1d(here)).wait()));
      demand(often[0] > 0 && new Set(often).size === 1, `${name} is held by ${often.join()} ranks, expert by expert`);
    }
  });
}

export async function leaksNothing(trial: StrategyTrial): Promise<void> {
  const part: Part = { batch: batchesOf(uneven, trial.world.size)[trial.world.rank], context: drawing };
  await withModels(trial, async (models) => {
    const step = async () => disposeGradients((await summedStep(trial, models, part)).gradients);
    await step(); // tables that a backend makes once are made now
    const before = tf.memory().numTensors;
    await step();
    const left = tf.memory().numTensors - before;
    demand(left === 0, `left ${left} tensors behind: wrap the work in tf.tidy`);
  });
}
