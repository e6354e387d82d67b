import type { Numbers, Transport } from '../communicators/transport.js';

/** One rank that copies to itself, with those of its promises that a test replaces. */
export function loopback(replaced: Partial<Transport> = {}): Transport {
  return { ...loopbackOn((numbers: Numbers) => numbers), ...replaced };
}

/** One rank that copies to itself what some kind of memory holds, given as an array. */
export function loopbackOn<Memory>(arrayOn: (memory: Memory) => Numbers): Transport<Memory> {
  const copy = (from: Memory, to: Memory) => ({ wait: () => arrayOn(to).set(arrayOn(from)) });
  return {
    rank: 0,
    size: 1,
    allReduce: copy,
    allGather: (numbers, all) => copy(numbers, all.numbers),
    allToAll: (sent, received) => copy(sent.numbers, received.numbers),
    broadcast: () => ({ wait() {} }),
    barrier() {},
    split: () => loopbackOn(arrayOn),
  };
}
