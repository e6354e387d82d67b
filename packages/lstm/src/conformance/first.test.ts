import * as tf from '@tensorflow/tfjs-core';
import type { Recurrent, SequenceOutput } from '@outrageous/core';
import type { Check } from '@outrageous/core/testing';
import { expect, it } from 'vitest';
import type { Cell } from '../cells/cell.js';
import { lstm } from '../lstm.js';
import { type Count, counting } from '../test/counting.js';
import { cellConformance, recurrentConformance } from './index.js';

const layer = lstm({ inputWidth: 2, cells: 2 });

/** A layer that gives something else, as one may that is written without types. */
const giving = (change: (made: SequenceOutput) => unknown) => () => ({
  ...layer,
  apply: (...given: Parameters<typeof layer.apply>) => change(layer.apply(...given)),
});

const cell = (change: object) => () => ({ ...counting(3), ...change });

const asLayer = (make: () => unknown) => recurrentConformance(make as () => Recurrent);
const asCell = (make: () => unknown) => cellConformance(make as () => Cell<Count>);

const mistakes: Record<string, [checks: readonly Check[], message: string]> = {
  'a layer that gives a promise': [
    asLayer(giving((made) => Promise.reject(new Error(`too late for ${made.output.shape.join()}`)))),
    'apply gave no output and state: it gave a promise; it may not be asynchronous',
  ],
  'a layer that gives a list': [asLayer(giving(({ output }) => [output])), 'it gave a list of 1'],
  'a layer that gives nothing': [asLayer(giving(() => undefined)), 'apply gave no output and state: it gave undefined'],
  'a layer that gives no state': [asLayer(giving(({ output }) => ({ output }))), "its 'state' needs to be "],
  'a layer that gives one step': [
    asLayer(giving((made) => ({ ...made, output: tf.zeros([2, 2]) }))),
    "its 'output' needs to be a tensor of float32 [3,2,2], and is a tensor of float32 [2,2]",
  ],
  'a layer that has no state to begin with': [
    asLayer(() => ({ ...layer, zeroState: () => 0 })),
    "zeroState gave no state: its 'state' needs to be a tree of tensors",
  ],
  'what is no layer': [asLayer(() => layer.apply), 'make gave no recurrent layer: it gave the function apply'],
  'a cell that gives a promise': [
    asCell(cell({ apply: () => Promise.resolve({}) })),
    'apply gave no state: it gave a promise; it may not be asynchronous',
  ],
  'a cell that gives numbers': [
    asCell(cell({ apply: () => ({ state: 3 }) })),
    "apply gave no state: its 'state' needs to be a tree",
  ],
  'a cell whose output is a list': [
    asCell(cell({ output: () => [1, 2, 3] })),
    'output gave no rows: what it gave needs to be a tensor of float32 [3,width], and is a list of 3',
  ],
  'a layer in the place of a cell': [
    asCell(() => layer),
    "make gave no cell: its 'output' needs to be a function (state) => output",
  ],
};

it.each(Object.entries(mistakes))('%s fails one check, and is told why', async (_, [[first, ...others], message]) => {
  const skipped: string[] = [];
  tf.engine().startScope(); // what a layer made that fails is nobody's
  await expect(first.run()).rejects.toThrow(message);
  for (const { run } of others) await run({ skip: (why: string) => skipped.push(why) });
  tf.engine().endScope();
  expect(skipped).toHaveLength(others.length);
  for (const why of skipped) expect(why).toContain(`not run, because 'gives what the contract says' failed: `);
});
