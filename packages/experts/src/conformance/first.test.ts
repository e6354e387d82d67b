import * as tf from '@tensorflow/tfjs-core';
import type { ExpertPool } from '@outrageous/core';
import { expect, it } from 'vitest';
import { feedForward } from '../pools/feedForward.js';
import { expertPoolConformance, type PoolSize } from './index.js';

/** A pool that gives something else, as one may that is written without types. */
const giving =
  (change: (rows: tf.Tensor2D) => unknown) =>
  (size: PoolSize): ExpertPool => ({
    ...feedForward({ ...size, hidden: 2 }),
    apply: (_, { rows }) => change(rows) as tf.Tensor2D,
  });

const mistakes: Record<string, [make: (size: PoolSize) => unknown, message: string]> = {
  'a promise': [
    giving((rows) => Promise.reject(new Error(`too late for ${rows.shape.join()}`))),
    'apply gave no rows: what it gave needs to be a tensor of float32 [slots,width], and is a promise; it may not be asynchronous',
  ],
  'a number': [giving(() => 3), 'needs to be a tensor of float32 [slots,width], and is 3'],
  nothing: [giving(() => undefined), 'and is missing'],
  'a plain list': [giving(() => [[1, 2, 3]]), 'and is a list of 1'],
  'whole numbers': [giving((rows) => tf.cast(rows, 'int32')), 'and is a tensor of int32 [5,3]'],
  'no pool': [() => undefined, 'make gave no pool: it gave undefined'],
  'parts that are none': [
    (size) => ({ ...feedForward({ ...size, hidden: 2 }), part: () => Promise.resolve() }),
    'part gave no pool: it gave a promise',
  ],
};

it.each(Object.entries(mistakes))(
  'a pool that gives %s fails one check, and is told why',
  async (_, [make, message]) => {
    const [first, ...others] = expertPoolConformance(make as (size: PoolSize) => ExpertPool);
    const skipped: string[] = [];
    tf.engine().startScope(); // what a pool made that fails is nobody's
    await expect(first.run()).rejects.toThrow(message);
    for (const { run } of others) await run({ skip: (why: string) => skipped.push(why) });
    tf.engine().endScope();
    expect(skipped).toHaveLength(others.length);
    for (const why of skipped) expect(why).toContain(`not run, because 'gives what the contract says' failed: `);
  },
);
