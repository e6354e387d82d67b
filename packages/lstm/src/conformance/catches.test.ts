import type { Recurrent } from '@outrageous/core';
import type { Check } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../cells/cell.js';
import { overTime } from '../overTime.js';
import { bestOfTwo } from '../test/bestOfTwo.js';
import { type Count, counting } from '../test/counting.js';
import { cellConformance, recurrentConformance } from './index.js';

describe('the suites catch', () => {
  it('a mixture that routes padding', async () => {
    const layer = overTime(bestOfTwo(3), { width: 3 });
    const routing: Recurrent = {
      ...layer,
      apply: (parameters, { tokens: _, ...sequence }, context) =>
        layer.apply(parameters, { ...sequence, state: [] }, context),
    };
    const padding = named(
      recurrentConformance(() => routing),
      'padding',
    );
    await expect(padding.run()).rejects.toThrow('what is read at padding (the last of 6 tokens, 3 wide) was seen');
  });

  it.each([
    {
      fault: 'an output of another width',
      cell: (): Cell<Count> => ({ ...counting(3), width: 2 }),
      message: 'output gave [3,3], needs [3,2]',
    },
    {
      fault: 'a state of another shape',
      cell: (): Cell<Count> => ({ ...counting(3), zeroState: (batch) => ({ count: tf.zeros([batch, 1]) }) }),
      message: 'gave a state [[3,3]], and got one of [[3,1]]',
    },
  ])('a cell that gives $fault', async ({ cell, message }) => {
    await expect(named(cellConformance(cell), 'a state like the one it got').run()).rejects.toThrow(message);
  });
});

/** The check whose name has these words: the first of them. */
function named(checks: readonly Check[], words: string): Check {
  return checks.find(({ name }) => name.includes(words))!;
}
