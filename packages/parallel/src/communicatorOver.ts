import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Exchanged, Pending } from '@outrageous/core';
import { exchangeCounts, gatherLengths } from './counts.js';
import { readCounts, readNow, summable } from './readNow.js';
import { requireColor, requireRoot, requireRows } from './requirements.js';
import { emptyNumbers, emptyRows, partsOf } from './rows.js';
import type { Transport } from './transport.js';

/**
 * A communicator whose tensors travel over a transport between the memories of processes.
 *
 * An operation reads its tensor at once, and makes its result when it is waited for. `allGather` and `allToAll` first
 * tell each other how many rows will come, and wait for that.
 *
 * @throws RangeError for counts, roots and colors that don't fit, before anything is sent
 * @throws TypeError for dtypes that don't travel, and on devices that can't be read at once
 * @example
 * ```ts
 * const communicator = communicatorOver(myTransport);
 * const total = communicator.allReduce(gradient).wait();
 * ```
 */
export function communicatorOver(transport: Transport): Communicator {
  const { rank, size } = transport;
  return {
    rank,
    size,
    allReduce: (value) => allReduce(transport, value),
    allGather: (value) => allGather(transport, value),
    allToAll: (rows, counts) => allToAll(transport, rows, counts),
    broadcast: (value, root) => broadcast(transport, value, root),
    barrier: () => transport.barrier(),
    split(color) {
      requireColor(color);
      return communicatorOver(transport.split(color));
    },
  };
}

function allReduce<R extends tf.Rank>(transport: Transport, value: tf.Tensor<R>): Pending<tf.Tensor<R>> {
  const sent = readNow('allReduce', value, summable);
  const sum = emptyNumbers(value.dtype, value.size);
  return giving(transport.allReduce(sent, sum), () => tf.tensor(sum, value.shape, value.dtype));
}

function allGather<R extends tf.Rank>(transport: Transport, value: tf.Tensor<R>): Pending<tf.Tensor<R>> {
  requireRows('allGather', value);
  const sent = readNow('allGather', value);
  const all = emptyRows(value, gatherLengths(transport, value.shape[0]));
  return giving(transport.allGather(sent, all.parts), all.tensor);
}

function allToAll<R extends tf.Rank>(
  transport: Transport,
  rows: tf.Tensor<R>,
  counts: tf.Tensor1D,
): Pending<Exchanged<R>> {
  requireRows('allToAll', rows);
  const leaving = readCounts(transport, rows, counts);
  const sent = partsOf(readNow('allToAll', rows), leaving, rows);
  const coming = exchangeCounts(transport, leaving);
  const received = emptyRows(rows, coming);
  return giving(transport.allToAll(sent, received.parts), () => ({
    rows: received.tensor(),
    counts: tf.tensor1d(coming, 'int32'),
  }));
}

/** The root reads; all others only make room. */
function broadcast<R extends tf.Rank>(transport: Transport, value: tf.Tensor<R>, root: number): Pending<tf.Tensor<R>> {
  requireRoot(transport, root);
  const { shape, dtype, size } = value;
  if (transport.rank === root) {
    return giving(transport.broadcast(readNow('broadcast', value), root), () => tf.clone<tf.Tensor<R>>(value));
  }
  const received = emptyNumbers(dtype, size);
  return giving(transport.broadcast(received, root), () => tf.tensor(received, shape, dtype));
}

function giving<Result>(pending: Pending<void>, make: () => Result): Pending<Result> {
  return {
    wait() {
      pending.wait();
      return make();
    },
  };
}
