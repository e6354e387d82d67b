import * as tf from '@tensorflow/tfjs-core';
import {
  type Context,
  denseGradient,
  disposeParameters,
  gradientTensors,
  initialize,
  key,
  leaves,
  type Parameter,
  type Shard,
  sharded,
  valueAndGradients,
  variableParameter,
} from '@outrageous/core';
import { faultIn, poolForms, refuse } from '@outrageous/core/contracts';
import { demand, demandClose, demandSame } from '@outrageous/core/testing';
import { groupRows } from './groupRows.js';
import { applyTo, outputOf, type Subject, type Trial, whileTraining, withTrial } from './subject.js';

/** What a pool has beside the numbers that it says of itself, at which the next check looks. */
const kinds = { parameters: poolForms.parameters, apply: poolForms.apply, part: poolForms.part };

/** What is wrong with the pool itself, its parts, or with what it gives, before anything is made of it. */
export async function givesWhatTheContractSays(subject: Subject): Promise<void> {
  refuse('make gave no pool', faultIn(kinds, subject.make(3)));
  await withTrial(subject, [2, 0, 3], async (trial) => {
    refuse('part gave no pool', faultIn(kinds, trial.pool.part(0, 2)));
    for (const training of [true, false]) await outputOf(trial, { ...whileTraining, training });
  });
}

export async function describesItself(subject: Subject): Promise<void> {
  await withTrial(subject, [1, 1, 1], ({ pool, parameters }) => {
    demand(pool.experts === 3, `was asked for 3 experts, says it has ${pool.experts}`);
    const { inputWidth } = pool;
    demand(inputWidth === subject.width, `was asked for rows of width ${subject.width}, says inputWidth ${inputWidth}`);
    demand(
      pool.operations >= 0 && Number.isFinite(pool.operations),
      `operations must be 0 or more, got ${pool.operations}`,
    );
    for (const { name, shape, perExpert } of leaves(parameters)) {
      demand(!perExpert || shape[0] === 3, `${name} is per expert, but has the shape [${shape}] with 3 experts`);
    }
    return Promise.resolve();
  });
}

export async function keepsTheShape(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], isFinite2D);
}

export async function takesASingleRow(subject: Subject): Promise<void> {
  await withTrial(subject, [0, 1, 0], isFinite2D);
}

/** What a process gets whose experts nobody chose. */
export async function takesNoRows(subject: Subject): Promise<void> {
  await withTrial(subject, [0, 0, 0], async ({ pool, parameters, input }) => {
    // Of a pool that isn't trained at all, there is nothing else to differentiate by.
    const spare = variableParameter('spare', { shape: [], perExpert: false }, tf.scalar(0));
    const wanted = [...leaves(parameters), spare];
    const { value, gradients } = valueAndGradients(() => {
      const output = applyTo({ pool, parameters, input });
      demand(output.shape[0] === 0, `gave [${output.shape}] for no rows`);
      // WebGPU can't sum up nothing.
      const some = tf.concat([output, tf.zeros<tf.Rank.R2>([1, output.shape[1]])]);
      return { loss: tf.add(tf.sum(some), zeroOf(wanted)), extra: [] };
    }, wanted);
    for (const [parameter, gradient] of gradients) {
      const dense = denseGradient(gradient, parameter.shape);
      const numbers = Array.from(await dense.data());
      tf.dispose([dense, ...gradientTensors(gradient)]);
      demand(
        numbers.every((x) => x === 0),
        `no rows gave ${parameter.name} the gradient ${numbers}`,
      );
    }
    value.dispose();
    spare.dispose();
  });
}

/** 0, with a path for gradients to every parameter. */
function zeroOf(parameters: readonly Parameter[]): tf.Scalar {
  const sums = parameters.map((parameter) => tf.sum<tf.Scalar>(parameter.read()));
  // WebGPU can't add up many tensors at once.
  return tf.mul(
    sums.reduce((total, sum) => tf.add(total, sum)),
    0,
  );
}

export async function keepsTheOrder(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], eachRowIsAsAlone);
}

export async function takesAllOnOne(subject: Subject): Promise<void> {
  await withTrial(subject, [0, 4, 0], eachRowIsAsAlone);
}

export async function takesASingleExpert(subject: Subject): Promise<void> {
  await withTrial(subject, [3], eachRowIsAsAlone);
}

export async function repeatsItself(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], async (trial) => {
    demandSame(await outputOf(trial), await outputOf(trial), 'gave other numbers with the same key');
  });
}

export async function isQuietOutsideTraining(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], async (trial) => {
    const one = await outputOf(trial, { training: false, key: key(1) });
    const other = await outputOf(trial, { training: false, key: key(2) });
    demandSame(one, other, 'gave other numbers outside training with another key');
  });
}

export async function startsFromSeedAndIndex(subject: Subject): Promise<void> {
  const startOf = (...counts: readonly number[]) =>
    withTrial(subject, counts, (trial) => outputOf(trial, { training: false, key: key(1) }), {
      initialParameters: true,
    });
  const two = await startOf(2, 1);
  demandSame(two, await startOf(2, 1), 'gave other numbers when initialized again from the same key');
  demandClose(two, await startOf(2, 1, 0), 'the first experts start with other values when there are more experts');
}

export async function isTheSumOfItsParts(subject: Subject): Promise<void> {
  const inTwoParts = async (trial: Trial) => {
    const { pool, input } = trial;
    const upper = { pool: pool.part(0, 2), input: groupRows(tf.slice(input.rows, 0, 2), [2, 0]) };
    const lower = { pool: pool.part(1, 2).part(1, 1), input: groupRows(tf.slice(input.rows, 2, 3), [3]) };
    const ofUpper = await outputOfPart(subject, upper, { first: 0, count: 2, of: 3 });
    const ofLower = await outputOfPart(subject, lower, { first: 2, count: 1, of: 3 });
    const ofWhole = await outputOf(trial, { training: false, key: key(1) });
    demandClose([...ofUpper, ...ofLower], ofWhole, 'parts of the pool give other numbers than the whole');
  };
  await withTrial(subject, [2, 0, 3], inTwoParts, { initialParameters: true });
}

/** Starts a part from the seed of the whole, and frees it again. */
async function outputOfPart(
  { seed }: Subject,
  { pool, input }: Pick<Trial, 'pool' | 'input'>,
  shard: Shard,
): Promise<number[]> {
  const parameters = initialize(sharded(pool.parameters, shard), key(seed));
  try {
    return await outputOf({ pool, parameters, input }, { training: false, key: key(1) });
  } finally {
    tf.dispose({ ...input });
    disposeParameters(parameters);
  }
}

export async function leaksNothing(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], async (trial) => {
    await outputOf(trial); // tables that a backend makes once are made now
    const before = tf.memory().numTensors;
    await outputOf(trial);
    const left = tf.memory().numTensors - before;
    demand(left === 0, `left ${left} tensors behind: wrap the work of apply in tf.tidy`);
    demand(!trial.input.rows.isDisposed, "disposed of its input, which is the caller's");
  });
}

async function isFinite2D(trial: Trial): Promise<void> {
  const { pool, input } = trial;
  const output = applyTo(trial);
  const [slots, width] = output.shape;
  const numbers = await output.data();
  output.dispose();
  demand(
    output.dtype === 'float32' && output.rank === 2 && slots === input.rows.shape[0],
    `gave ${output.dtype} [${output.shape}] for rows [${input.rows.shape}]`,
  );
  demand(width === pool.width, `gave rows of width ${width}, says width ${pool.width}`);
  demand(numbers.every(Number.isFinite), `gave a number that is not finite: ${numbers.join()}`);
}

/** Compares what a row becomes among others with what it becomes as the only row. */
async function eachRowIsAsAlone(trial: Trial): Promise<void> {
  const context = { training: false, key: key(1) };
  const together = await outputOf(trial, context);
  const group = await trial.input.group.data();
  const width = together.length / group.length;
  for (let slot = 0; slot < group.length; slot++) {
    const alone = await outputAlone(trial, slot, context);
    const inside = together.slice(slot * width, (slot + 1) * width);
    demandClose(
      inside,
      alone,
      `row ${slot} of ${group.length}, for expert ${group[slot]}, differs from what it is as the only row`,
    );
  }
}

async function outputAlone(trial: Trial, slot: number, context: Context): Promise<number[]> {
  const { rows, group, groups } = trial.input;
  const expert = (await group.data())[slot];
  const counts = Array.from({ length: groups }, (_, of) => (of === expert ? 1 : 0));
  const input = groupRows(tf.slice(rows, slot, 1), counts);
  try {
    return await outputOf({ ...trial, input }, context);
  } finally {
    tf.dispose({ ...input });
  }
}
