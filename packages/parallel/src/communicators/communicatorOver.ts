import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Exchanged, Pending } from '@outrageous/core';
import { exchangeCounts, gatherLengths } from './counts.js';
import { copies, type HostMemory, type Lent } from './hostMemory.js';
import { readCounts, summable } from './readNow.js';
import { requireColor, requireRoot, requireRows } from './requirements.js';
import { emptyRows, partsOf } from './rows.js';
import type { Numbers, Transport } from './transport.js';

/**
 * A communicator whose tensors travel over a transport between the memories of processes.
 *
 * An operation lends the transport its tensor until it is waited for, and makes its result then. `allGather` and
 * `allToAll` first tell each other how many rows will come, and wait for that.
 *
 * @param memory how numbers go from tensors to the transport and back: as {@link copies} where it isn't said
 * @throws RangeError for counts, roots and colors that don't fit, before anything is sent
 * @throws TypeError for dtypes that don't travel, and on devices that can't be read at once
 * @example
 * ```ts
 * const communicator = communicatorOver(myTransport);
 * const total = communicator.allReduce(gradient).wait();
 * ```
 */
export function communicatorOver<Memory = Numbers>(
  transport: Transport<Memory | Numbers>,
  memory: HostMemory<Memory | Numbers> = copies,
): Communicator {
  const { rank, size } = transport;
  const way = { transport, memory };
  return {
    rank,
    size,
    allReduce: (value) => allReduce(way, value),
    allGather: (value) => allGather(way, value),
    allToAll: (rows, counts) => allToAll(way, rows, counts),
    broadcast: (value, root) => broadcast(way, value, root),
    barrier: () => transport.barrier(),
    split(color) {
      requireColor(color);
      return communicatorOver(transport.split(color), memory);
    },
  };
}

/** From the tensors of a process to those of others. */
interface Way<Memory> {
  readonly transport: Transport<Memory | Numbers>;
  readonly memory: HostMemory<Memory | Numbers>;
}

function allReduce<R extends tf.Rank, Memory>(
  { transport, memory }: Way<Memory>,
  value: tf.Tensor<R>,
): Pending<tf.Tensor<R>> {
  const lent = memory.lend('allReduce', value, summable);
  const sum = memory.room<R>(value.shape, value.dtype);
  const summed = lending(lent, (numbers) => transport.allReduce(numbers, sum.numbers));
  return giving(summed, sum.tensor);
}

function allGather<R extends tf.Rank, Memory>(
  { transport, memory }: Way<Memory>,
  value: tf.Tensor<R>,
): Pending<tf.Tensor<R>> {
  requireRows('allGather', value);
  const lent = memory.lend('allGather', value);
  const all = emptyRows(memory, value, gatherLengths(transport, value.shape[0]));
  const gathered = lending(lent, (numbers) => transport.allGather(numbers, all.parts));
  return giving(gathered, all.tensor);
}

function allToAll<R extends tf.Rank, Memory>(
  { transport, memory }: Way<Memory>,
  rows: tf.Tensor<R>,
  counts: tf.Tensor1D,
): Pending<Exchanged<R>> {
  requireRows('allToAll', rows);
  const leaving = readCounts(transport, rows, counts);
  const lent = memory.lend('allToAll', rows);
  const coming = exchangeCounts(transport, leaving);
  const received = emptyRows(memory, rows, coming);
  const exchanged = lending(lent, (numbers) => transport.allToAll(partsOf(numbers, leaving, rows), received.parts));
  return giving(exchanged, () => ({ rows: received.tensor(), counts: tf.tensor1d(coming, 'int32') }));
}

/** The root reads; all others only make room. */
function broadcast<R extends tf.Rank, Memory>(
  { transport, memory }: Way<Memory>,
  value: tf.Tensor<R>,
  root: number,
): Pending<tf.Tensor<R>> {
  requireRoot(transport, root);
  if (transport.rank !== root) {
    const received = memory.room<R>(value.shape, value.dtype);
    return giving(transport.broadcast(received.numbers, root), received.tensor);
  }
  const sent = lending(memory.lend('broadcast', value), (numbers) => transport.broadcast(numbers, root));
  return giving(sent, () => tf.clone<tf.Tensor<R>>(value));
}

/** Begins an operation on what was lent for it, which is given back when it is done. */
function lending<Memory>(
  { numbers, giveBack }: Lent<Memory>,
  begin: (numbers: Memory) => Pending<void>,
): Pending<void> {
  return giving(begin(numbers), giveBack);
}

function giving<Result>(pending: Pending<void>, make: () => Result): Pending<Result> {
  return {
    wait() {
      pending.wait();
      return make();
    },
  };
}
