import { disposeTree, key, tidyTree, treeTensors } from '@outrageous/core';
import { faultIn, recurrentForms, refuse, treeForm } from '@outrageous/core/contracts';
import { demand, demandClose, demandSame } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { applyTo, numbersOf, outsideTraining, type Subject, type Trial, whileTraining, withTrial } from './subject.js';

/** What is wrong with the layer itself, its state, or with what it gives, before anything is made of it. */
export async function givesWhatTheContractSays(subject: Subject): Promise<void> {
  const layer = subject.make();
  refuse('make gave no recurrent layer', faultIn(recurrentForms, layer));
  const state = layer.zeroState(3);
  refuse('zeroState gave no state', faultIn({ state: treeForm }, { state }));
  tf.dispose(treeTensors(state));
  await withTrial(subject, {}, (trial) => {
    for (const context of [whileTraining, outsideTraining]) disposeTree(applyTo(trial, context));
    return Promise.resolve();
  });
}

export async function describesItself({ make }: Subject): Promise<void> {
  const layer = make();
  const { inputWidth, width, operations } = layer;
  demand(inputWidth > 0 && width > 0, `widths must be positive, got ${inputWidth} and ${width}`);
  demand(operations >= 0 && Number.isFinite(operations), `operations must be 0 or more, got ${operations}`);
  const tensors = treeTensors(layer.zeroState(3));
  for (const tensor of tensors) {
    demand(tensor.shape[0] === 3, `zeroState(3) gave [${tensor.shape}]: the first axis must be the batch`);
    demand(
      (await tensor.data()).every((x) => x === 0),
      'zeroState gave a number that is not zero',
    );
  }
  tf.dispose(tensors);
}

export async function keepsTheShapes(subject: Subject): Promise<void> {
  await withTrial(subject, {}, hasTheRightShapes);
}

export async function takesASingleStep(subject: Subject): Promise<void> {
  await withTrial(subject, { time: 1, batch: 1 }, hasTheRightShapes);
}

export async function carriesItsState(subject: Subject): Promise<void> {
  await withTrial(subject, { time: 5 }, async (trial) => {
    const windows = tidyTree(() => {
      const first = applyTo({ ...trial, input: tf.slice(trial.input, 0, 2) });
      const second = applyTo({ ...trial, input: tf.slice(trial.input, 2, 3), state: first.state });
      return { output: tf.concat([first.output, second.output]), state: second.state };
    });
    const long = await numbersOf(applyTo(trial));
    demandClose(await numbersOf(windows), long, 'two windows give other numbers than one long one');
  });
}

export async function keepsSequencesApart(subject: Subject): Promise<void> {
  await withTrial(subject, { batch: 3 }, async (trial) => {
    const together = await outputsPerSequence(trial);
    for (const [b, expected] of together.entries()) {
      const [time, , width] = trial.input.shape;
      const input = tf.slice(trial.input, [0, b, 0], [time, 1, width]);
      const [alone] = await outputsPerSequence({ ...trial, input });
      input.dispose();
      demandClose(alone, expected, `sequence ${b} of 3 gives other numbers when it is alone`);
    }
  });
}

export async function repeatsItself(subject: Subject): Promise<void> {
  await withTrial(subject, {}, async (trial) => {
    const one = await numbersOf(applyTo(trial, whileTraining));
    const other = await numbersOf(applyTo(trial, whileTraining));
    demandSame(one, other, 'gave other numbers with the same key');
  });
}

export async function isQuietOutsideTraining(subject: Subject): Promise<void> {
  await withTrial(subject, {}, async (trial) => {
    const one = await numbersOf(applyTo(trial));
    const other = await numbersOf(applyTo(trial, { ...outsideTraining, key: key(12) }));
    demandSame(one, other, 'gave other numbers outside training with another key');
  });
}

export async function leaksNothing(subject: Subject): Promise<void> {
  await withTrial(subject, {}, (trial) => {
    disposeTree(applyTo(trial, whileTraining)); // tables that a backend makes once are made now
    const before = tf.memory().numTensors;
    disposeTree(applyTo(trial, whileTraining));
    const left = tf.memory().numTensors - before;
    demand(left === 0, `left ${left} tensors behind: wrap the work of apply in tf.tidy`);
    const given = [trial.input, ...treeTensors(trial.state)];
    demand(!given.some((tensor) => tensor.isDisposed), "disposed of its input or state, which are the caller's");
    return Promise.resolve();
  });
}

export async function seesNoPadding(subject: Subject): Promise<void> {
  await withTrial(subject, {}, async (trial) => {
    const [time, batch, width] = trial.input.shape;
    const last = time * batch - 1;
    const tokens = Int32Array.from({ length: last }, (_, token) => token);
    const other = tf.tidy(() => {
      const changes = tf.reshape(tf.oneHot(tf.tensor1d([last], 'int32'), time * batch), [time, batch, 1]);
      return tf.add<tf.Tensor3D>(trial.input, tf.mul(changes, 3));
    });
    const before = await seenOf({ ...trial, tokens }, last * trial.layer.width);
    const after = await seenOf({ ...trial, tokens, input: other }, last * trial.layer.width);
    other.dispose();
    demandSame(after, before, `what is read at padding (the last of ${time * batch} tokens, ${width} wide) was seen`);
  });
}

/** The first outputs, and what the routings sum to. */
async function seenOf(trial: Trial, outputs: number): Promise<number[]> {
  const { output, routings = [], state } = applyTo(trial, whileTraining);
  const numbers = Array.from(await output.data()).slice(0, outputs);
  for (const { sums } of routings) for (const tensor of treeTensors(sums)) numbers.push(...(await tensor.data()));
  disposeTree({ output, routings, state });
  return numbers;
}

async function hasTheRightShapes(trial: Trial): Promise<void> {
  const { layer, input, state } = trial;
  const made = applyTo(trial, whileTraining);
  const shapes = (tree: typeof state) => JSON.stringify(treeTensors(tree).map((tensor) => tensor.shape));
  const problem = `gave an output [${made.output.shape}] and states ${shapes(made.state)}`;
  demand(
    made.output.shape.join() === [...input.shape.slice(0, 2), layer.width].join(),
    `${problem} for [${input.shape}]`,
  );
  demand(shapes(made.state) === shapes(state), `${problem} for states ${shapes(state)}`);
  const numbers = await numbersOf(made);
  demand(numbers.every(Number.isFinite), `gave a number that is not finite: ${numbers}`);
}

/** The output of each sequence of the batch, from the zero state. */
async function outputsPerSequence(trial: Trial): Promise<number[][]> {
  const batch = trial.input.shape[1];
  const output = tf.tidy(() => {
    const made = applyTo({ ...trial, state: trial.layer.zeroState(batch) });
    return tf.transpose(made.output, [1, 0, 2]);
  });
  const numbers = Array.from(await output.data());
  output.dispose();
  const each = numbers.length / batch;
  return Array.from({ length: batch }, (_, b) => numbers.slice(b * each, (b + 1) * each));
}
