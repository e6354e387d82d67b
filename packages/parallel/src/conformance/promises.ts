import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Pending } from '@outrageous/core';
import { communicatorForms, faultIn, faultOf, functionForm, refuse, tensorForm } from '@outrageous/core/contracts';
import { demand, expectClose } from '@outrageous/core/testing';

/** What is wrong with the communicator itself, or with what it gives, before anything is made of it. */
export function givesWhatTheContractSays(communicator: Communicator): void {
  refuse('open gave no communicator', faultIn(communicatorForms, communicator));
  tf.tidy(() => {
    const { size } = communicator;
    const [rows, counts] = [tf.ones<tf.Rank.R2>([size, 2]), int32(new Array<number>(size).fill(1))];
    isTensor('allReduce', communicator.allReduce(rows));
    isTensor('allGather', communicator.allGather(rows));
    isTensor('broadcast', communicator.broadcast(rows, 0));
    const exchanged = resultOf('allToAll', communicator.allToAll(rows, counts));
    const forms = { rows: tensorForm('float32', ['rows', 2]), counts: tensorForm('int32', [size]) };
    refuse('allToAll gave no rows and counts', faultIn(forms, exchanged));
  });
}

function isTensor(name: string, pending: Pending<tf.Tensor>): void {
  const form = tensorForm('float32', ['rows', 2]);
  refuse(`${name} gave no tensor`, faultOf('what wait() gave', form, resultOf(name, pending)));
}

function resultOf<Result>(name: string, pending: Pending<Result>): Result {
  refuse(`${name} gave nothing to wait for`, faultIn({ wait: functionForm('() => result') }, pending));
  return pending.wait();
}

export function knowsItsRank({ rank, size }: Communicator): void {
  demand(Number.isInteger(size) && size >= 1, `size must be a whole number from 1 up, got ${size}`);
  demand(Number.isInteger(rank) && rank >= 0 && rank < size, `rank must be from 0 to ${size - 1}, got ${rank}`);
}

export async function sumsOverRanks(communicator: Communicator): Promise<void> {
  const { rank, size } = communicator;
  const all = (size * (size + 1)) / 2;
  await gives(() => communicator.allReduce(tf.tensor2d([[rank + 1, 1, -2]])).wait(), [all, size, -2 * size]);
}

export function keepsShapeAndDtype(communicator: Communicator): void {
  const { size } = communicator;
  for (const dtype of ['float32', 'int32'] as const) {
    hasForm(
      tf.tidy(() => communicator.allReduce(tf.ones([2, 1, 3], dtype)).wait()),
      [2, 1, 3],
      dtype,
    );
    hasForm(
      tf.tidy(() => communicator.allReduce(tf.scalar(1, dtype)).wait()),
      [],
      dtype,
    );
    hasForm(
      tf.tidy(() => communicator.allGather(tf.ones([2, 3], dtype)).wait()),
      [2 * size, 3],
      dtype,
    );
  }
}

/** Rank r brings r + 1 rows that say r. */
export async function joinsDifferentLengths(communicator: Communicator): Promise<void> {
  const { rank, size } = communicator;
  const expected = ranks(size).flatMap((from) => new Array<number>(2 * (from + 1)).fill(from));
  await gives(() => communicator.allGather(tf.fill([rank + 1, 2], rank)).wait(), expected);
}

/** Sums begin together, and are waited for in another order. */
export async function goesOnInTheMeantime(communicator: Communicator): Promise<void> {
  const { size } = communicator;
  const values = [tf.scalar(1), tf.tensor1d([2, 3])];
  const pending = values.map((value) => communicator.allReduce(value));
  const sums = pending.toReversed().map((one) => one.wait());
  tf.dispose(values);
  await gives(() => sums[1], [size]);
  await gives(() => sums[0], [2 * size, 3 * size]);
}

/** Rank r sends (r + s) mod 3 rows to rank s, which say where they come from and where they go. */
export async function exchangesRaggedRows(communicator: Communicator): Promise<void> {
  const { rank, size } = communicator;
  const rowsOf = (from: number, to: number) => Array.from({ length: (from + to) % 3 }, () => [from, to]);
  const sent = ranks(size).flatMap((to) => rowsOf(rank, to));
  const received = ranks(size).flatMap((from) => rowsOf(from, rank));
  const counts = ranks(size).map((other) => (rank + other) % 3);
  const exchange = () => communicator.allToAll(tf.tensor2d(sent.flat(), [sent.length, 2]), int32(counts)).wait();
  await gives(() => exchange().rows, received.flat());
  await gives(() => exchange().counts, counts);
}

/** A second exchange with the counts of the first undoes it. */
export async function bringsRowsBack(communicator: Communicator): Promise<void> {
  const { rank, size } = communicator;
  const counts = ranks(size).map((other) => (1 + rank + 2 * other) % 3);
  const total = counts.reduce((sum, count) => sum + count);
  const sent = Array.from({ length: total }, (_, row) => 100 * rank + row + 1);
  await gives(() => {
    const there = communicator.allToAll(tf.tensor1d(sent, 'int32'), int32(counts)).wait();
    return communicator.allToAll(there.rows, there.counts).wait().rows;
  }, sent);
}

export async function broadcastsFromEachRoot(communicator: Communicator): Promise<void> {
  const { rank, size } = communicator;
  for (const root of ranks(size))
    await gives(() => communicator.broadcast(tf.tensor1d([rank, 7]), root).wait(), [root, 7]);
}

export function waitsForAll(communicator: Communicator): void {
  communicator.barrier();
}

export async function splitsByColor(communicator: Communicator): Promise<void> {
  const { rank, size } = communicator;
  const half = communicator.split(rank % 2);
  const members = ranks(size).filter((other) => other % 2 === rank % 2);
  demand(half.size === members.length, `split: got a group of ${half.size}, expected ${members.length}`);
  demand(members[half.rank] === rank, `split: rank ${rank} became ${half.rank} among [${members}]`);
  await gives(() => half.allGather(tf.tensor1d([rank])).wait(), members);
  const alone = half.split(half.rank);
  await gives(() => alone.allReduce(tf.tensor1d([rank])).wait(), [rank]);
}

export function refusesWrongCounts(communicator: Communicator): void {
  const { size } = communicator;
  const tooMany = new Array<number>(size).fill(3);
  const wrongSums = size > 1 ? [tooMany] : []; // one process reads nothing back, its count neither
  for (const counts of [[], [...tooMany, 0], ...wrongSums]) {
    refuses('counts', () => communicator.allToAll(tf.zeros([1, 2]), int32(counts)).wait().rows);
  }
}

export function refusesWrongRoots(communicator: Communicator): void {
  const { size } = communicator;
  for (const root of [-1, size]) refuses('root', () => communicator.broadcast(tf.zeros([1]), root).wait());
}

export async function leavesOwnershipClear(communicator: Communicator): Promise<void> {
  const { size } = communicator;
  const given = tf.ones([size, 2]);
  const results = [
    communicator.allReduce(given).wait(),
    communicator.allGather(given).wait(),
    communicator.broadcast(given, 0).wait(),
    ...exchangedTensors(communicator, given),
  ];
  demand(
    results.every((result) => result !== given),
    'gave back the tensor that it got: results must be new tensors',
  );
  tf.dispose(results);
  demand(!given.isDisposed, "disposed of its input, or tied its result to it: both are the caller's");
  await gives(() => tf.clone(given), new Array<number>(2 * size).fill(1));
  given.dispose();
}

/** Each rank gets one row. */
function exchangedTensors(communicator: Communicator, rows: tf.Tensor): tf.Tensor[] {
  const counts = int32(new Array<number>(communicator.size).fill(1));
  const exchanged = communicator.allToAll(rows, counts).wait();
  demand(!counts.isDisposed, "disposed of the counts, which are the caller's");
  counts.dispose();
  return [exchanged.rows, exchanged.counts];
}

function int32(counts: readonly number[]): tf.Tensor1D {
  return tf.tensor1d([...counts], 'int32');
}

function ranks(size: number): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

/** What `make` returns must be these numbers; everything else that it makes is freed. */
async function gives(make: () => tf.Tensor, expected: readonly number[]): Promise<void> {
  const made = tf.tidy(make);
  try {
    await expectClose(made, [...expected]);
  } finally {
    made.dispose();
  }
}

function hasForm(tensor: tf.Tensor, shape: readonly number[], dtype: tf.DataType): void {
  const { shape: got, dtype: gotDtype } = tensor;
  tensor.dispose();
  demand(got.join() === shape.join() && gotDtype === dtype, `gave ${gotDtype} [${got}], expected ${dtype} [${shape}]`);
}

/** Every rank refuses, so none is left waiting for the others. */
function refuses(what: string, make: () => tf.Tensor): void {
  const message = messageOf(() => tf.tidy(make).dispose());
  demand(message !== undefined, `took wrong ${what} without an error`);
  demand(message?.includes(what) ?? false, `the error about wrong ${what} doesn't say so: ${message}`);
}

function messageOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
