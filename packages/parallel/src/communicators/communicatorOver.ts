import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Exchanged, Pending } from '@outrageous/core';
import { exchangeCounts, gatherLengths } from './counts.js';
import { copies, type HostMemory } from './hostMemory.js';
import { readCounts, summable } from './readNow.js';
import { requireColor, requireRoot, requireRows } from './requirements.js';
import { emptyRows, partsOf } from './rows.js';
import type { Transport } from './transport.js';

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
export function communicatorOver(transport: Transport, memory: HostMemory = copies): Communicator {
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
interface Way {
  readonly transport: Transport;
  readonly memory: HostMemory;
}

function allReduce<R extends tf.Rank>({ transport, memory }: Way, value: tf.Tensor<R>): Pending<tf.Tensor<R>> {
  const sent = memory.lend('allReduce', value, summable);
  const sum = memory.room<R>(value.shape, value.dtype);
  return giving(transport.allReduce(sent.numbers, sum.numbers), () => {
    sent.giveBack();
    return sum.tensor();
  });
}

function allGather<R extends tf.Rank>({ transport, memory }: Way, value: tf.Tensor<R>): Pending<tf.Tensor<R>> {
  requireRows('allGather', value);
  const sent = memory.lend('allGather', value);
  const all = emptyRows(memory, value, gatherLengths(transport, value.shape[0]));
  return giving(transport.allGather(sent.numbers, all.parts), () => {
    sent.giveBack();
    return all.tensor();
  });
}

function allToAll<R extends tf.Rank>(
  { transport, memory }: Way,
  rows: tf.Tensor<R>,
  counts: tf.Tensor1D,
): Pending<Exchanged<R>> {
  requireRows('allToAll', rows);
  const leaving = readCounts(transport, rows, counts);
  const sent = memory.lend('allToAll', rows);
  const coming = exchangeCounts(transport, leaving);
  const received = emptyRows(memory, rows, coming);
  return giving(transport.allToAll(partsOf(sent.numbers, leaving, rows), received.parts), () => {
    sent.giveBack();
    return { rows: received.tensor(), counts: tf.tensor1d(coming, 'int32') };
  });
}

/** The root reads; all others only make room. */
function broadcast<R extends tf.Rank>(
  { transport, memory }: Way,
  value: tf.Tensor<R>,
  root: number,
): Pending<tf.Tensor<R>> {
  requireRoot(transport, root);
  if (transport.rank !== root) {
    const received = memory.room<R>(value.shape, value.dtype);
    return giving(transport.broadcast(received.numbers, root), received.tensor);
  }
  const sent = memory.lend('broadcast', value);
  return giving(transport.broadcast(sent.numbers, root), () => {
    sent.giveBack();
    return tf.clone<tf.Tensor<R>>(value);
  });
}

function giving<Result>(pending: Pending<void>, make: () => Result): Pending<Result> {
  return {
    wait() {
      pending.wait();
      return make();
    },
  };
}
