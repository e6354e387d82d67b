import type { Shard } from '@outrageous/core';
import { checkOptions, checkValue, type Kind, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { Batches, BatchHeader } from './batches.js';

/**
 * A window of `time` steps of `batch` texts that are read side by side.
 *
 * Arrays are flat with time first: the token of stream b at step t is number `t · batch + b`.
 */
export interface Window extends BatchHeader {
  readonly time: number;
  readonly batch: number;
  /** int32 [time · batch] */
  readonly inputs: Int32Array;
  /** int32 [time · batch]: the token after each input. */
  readonly labels: Int32Array;
  /** float32 [time · batch]: 1 for real tokens, 0 for padding; absent where all are real. */
  readonly weights?: Float32Array;
  /** int32 [predictions], ascending: the numbers of the real tokens; absent where all are real. */
  readonly tokens?: Int32Array;
}

/** How a text is cut into windows. */
export interface ContiguousOptions {
  /** Streams that are read side by side, on all processes together. */
  readonly batch: number;
  /** Which of them this process reads, where several share them: `evenShard(batch, communicator)`; all by default. */
  readonly streams?: Pick<Shard, 'first' | 'count'>;
  /** Steps of a window: how far back-propagation reaches. */
  readonly time: number;
  /**
   * What happens where the text does not divide into full windows: `drop` the few tokens left over
   * (training), or `pad`, so that every token but the first is predicted exactly once (evaluation).
   * Default `drop`.
   */
  readonly remainder?: 'drop' | 'pad';
}

/**
 * Cuts a text into `batch` streams of equal length, and these into windows of `time` steps.
 *
 * Window n + 1 continues window n in every stream, so recurrent state carries over; `first` says
 * where it starts anew, at the start of each epoch. `batchAt(step)` depends on the step alone.
 *
 * @param ids the whole text
 * @throws RangeError when the text is too short for one window, the sizes aren't positive integers, or there are no
 *   such streams
 * @example
 * ```ts
 * const batches = contiguousBatches(vocabulary.encode(tokens), { batch: 32, time: 20 });
 * const { inputs, labels } = batches.batchAt(0);
 * ```
 */
export function contiguousBatches(ids: Int32Array, options: ContiguousOptions): Batches<Window> {
  checkValue('contiguousBatches: the text', ids, idsKind);
  const { batch, time, remainder = 'drop', streams = { first: 0, count: batch } } = checked(options);
  checkLength(ids, options);
  const predictions = ids.length - 1;
  const drop = remainder === 'drop';
  const length = drop ? Math.floor(predictions / batch) : Math.ceil(predictions / batch);
  const windowsPerEpoch = drop ? Math.floor(length / time) : Math.ceil(length / time);
  return {
    streams: streams.count,
    windowsPerEpoch,
    batchAt(step) {
      const window = step % windowsPerEpoch;
      const header = { first: window === 0, epoch: Math.floor(step / windowsPerEpoch), time, batch: streams.count };
      const place = { batch, streams, time, length, start: window * time };
      return { ...header, ...cut(ids, place), ...(streams.count < batch && allPredictionsAt(ids, place)) };
    },
  };
}

interface Place extends Required<Omit<ContiguousOptions, 'remainder'>> {
  /** Of each stream. */
  readonly length: number;
  /** The window's first step. */
  readonly start: number;
}

function cut(
  ids: Int32Array,
  { streams, time, length, start }: Place,
): Pick<Window, 'inputs' | 'labels' | 'predictions' | 'weights' | 'tokens'> {
  const inputs = new Int32Array(time * streams.count);
  const labels = new Int32Array(time * streams.count);
  const tokens: number[] = [];
  for (let number = 0; number < inputs.length; number++) {
    const step = start + Math.floor(number / streams.count);
    const from = (streams.first + (number % streams.count)) * length + step;
    if (step >= length || from + 1 >= ids.length) continue;
    inputs[number] = ids[from];
    labels[number] = ids[from + 1];
    tokens.push(number);
  }
  const predictions = tokens.length;
  return { inputs, labels, predictions, ...(predictions < inputs.length ? paddingOf(tokens, inputs.length) : {}) };
}

/** Those of the streams of all processes. */
function allPredictionsAt(
  ids: Int32Array,
  { batch, time, length, start }: Place,
): Pick<Required<Window>, 'allPredictions'> {
  let allPredictions = 0;
  for (let stream = 0; stream < batch; stream++) {
    const end = Math.min(length, ids.length - 1 - stream * length);
    allPredictions += Math.max(0, Math.min(end - start, time));
  }
  return { allPredictions };
}

function paddingOf(tokens: readonly number[], length: number): Pick<Window, 'weights' | 'tokens'> {
  const weights = new Float32Array(length);
  for (const token of tokens) weights[token] = 1;
  return { weights, tokens: Int32Array.from(tokens) };
}

const idsKind: Kind = {
  needs: 'an Int32Array, as vocabulary.encode(tokens) gives it',
  fits: (x) => x instanceof Int32Array,
};

function checked(options: ContiguousOptions): ContiguousOptions {
  const { batch, streams } = checkOptions('contiguousBatches', options, {
    batch: is.size,
    streams: optional(is.record),
    time: is.size,
    remainder: optional(is.oneOf('drop', 'pad')),
  });
  if (streams) checkStreams(streams, batch);
  return options;
}

function checkLength(ids: Int32Array, { batch, time, remainder }: ContiguousOptions): void {
  const needed = remainder === 'pad' ? 2 : batch * time + 1;
  if (ids.length >= needed) return;
  const advice = remainder === 'pad' ? 'give it a longer text' : 'give it a longer text, or lower batch or time';
  throw new RangeError(
    `contiguousBatches: got ${ids.length} tokens, needs at least ${needed} for batch ${batch} and time ${time}; ${advice}`,
  );
}

function checkStreams({ first, count }: Pick<Shard, 'first' | 'count'>, batch: number): void {
  if (first >= 0 && count > 0 && first + count <= batch) return;
  throw new RangeError(
    `contiguousBatches: got ${count} streams from number ${first} on, needs one or more of the ${batch} of a batch; ` +
      'use fewer processes, or a larger batch',
  );
}
