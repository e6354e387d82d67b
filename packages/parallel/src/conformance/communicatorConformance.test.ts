import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Communicator, Exchanged, Pending } from '@outrageous/core';
import { singleProcess } from '../communicators/singleProcess.js';
import { communicatorConformance } from './index.js';

describe('singleProcess keeps the contract of a communicator', () => {
  for (const { name, run } of communicatorConformance(singleProcess)) it(name, run);
});

function given<R extends tf.Rank>(rows: tf.Tensor<R>, counts: tf.Tensor1D): Pending<Exchanged<R>> {
  return { wait: () => ({ rows, counts: tf.clone(counts) }) };
}

describe('communicatorConformance', () => {
  const broken: Record<string, Partial<Communicator>> = {
    'has a rank within its size': { rank: 1 },
    'sums over ranks': { allReduce: (value) => ({ wait: () => tf.mul(value, 2) }) },
    'keeps shape and dtype': { allReduce: (value) => ({ wait: () => tf.cast(value, 'float32') }) },
    'joins tensors of different lengths': { allGather: (value) => ({ wait: () => tf.concat([value, value]) }) },
    'brings rows back with the counts that came': { allToAll: (rows, counts) => given(tf.mul(rows, 2), counts) },
    'refuses a root that is no rank': { broadcast: (value) => ({ wait: () => tf.clone(value) }) },
    'refuses counts that do not fit': { allToAll: (rows, counts) => given(tf.clone(rows), counts) },
    "gives the caller its results and leaves the caller's tensors alone": {
      allReduce: (value) => ({ wait: () => value }),
    },
  };

  it.each(Object.entries(broken))('catches one that breaks: %s', async (name, part) => {
    const checks = communicatorConformance(() => ({ ...singleProcess(), ...part }));
    const before = tf.memory().numTensors;
    tf.engine().startScope();
    await expect(checks.find((check) => check.name === name)?.run()).rejects.toThrow();
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(before);
  });
});
