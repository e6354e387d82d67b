import { disposeTree, key, normal, type Recurrent, tidyTree, treeTensors } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cellConformance } from '../conformance/index.js';
import { lstm } from '../lstm.js';
import type { LstmState } from '../lstmSequence/inputs.js';
import { bestOfTwo } from '../test/bestOfTwo.js';
import { countsOf, counting } from '../test/counting.js';
import { withParametersOf } from '../test/withParametersOf.js';
import { asCell } from './asCell.js';
import { mixtureLstm } from './mixtureLstm.js';
import { unrolled } from './unrolled.js';

const context = { training: false, key: key(0) };

describe('unrolled', () => {
  const make = () => asCell(lstm({ inputWidth: 3, cells: 4 }), ({ hidden }) => hidden);
  for (const { name, run } of cellConformance(make)) it(name, run);

  it('takes the state from step to step', async () => {
    const counts = await countsOf(unrolled(counting(2)), context);
    expect(counts).toEqual(counts.map(() => [1, 2, 3, 4]));
  });

  it('computes with the cell of a layer what the layer computes', () =>
    withParametersOf(lstm({ inputWidth: 3, cells: 4, projection: 2 }), async (layer, parameters) => {
      const input = normal(key(2), [5, 2, 3]);
      const outputOf = (given: typeof layer) =>
        tf.tidy(() => given.apply(parameters, { input, state: given.zeroState(2) }, context).output);
      const [one, other] = [outputOf(layer), outputOf(unrolled(asCell(layer, ({ hidden }) => hidden)))];
      await expectClose(other, one);
      tf.dispose([input, one, other]);
    }));

  it('teaches what input it needs', () => {
    const layer = unrolled(counting(2));
    const apply = () =>
      tf.tidy(() => {
        layer.apply({}, { input: tf.zeros<tf.Rank.R3>([1, 1, 3]), state: layer.zeroState(1) }, context);
      });
    expect(apply).toThrow('unrolled: got an input of shape [1,1,3], needs [time, batch, 2] with at least one step');
  });
});

describe('asCell', () => {
  const mixed = () => unrolled(mixtureLstm({ inputWidth: 3, cells: 2, mixture: bestOfTwo(5, 2) }));
  const again = () => asCell(mixed(), ({ hidden }) => hidden);
  for (const { name, run } of cellConformance(again, { seed: 2 })) it(name, run);

  it('hands on what the mixtures inside did, and which tokens are real', () =>
    withParametersOf(mixed(), async (layer, parameters) => {
      const input = normal(key(2), [3, 2, 3]);
      const routingsOf = (given: Recurrent<LstmState>) =>
        tidyTree(() => {
          const sequence = { input, state: given.zeroState(2), tokens: Int32Array.of(0, 1, 2, 4) };
          return given.apply(parameters, sequence, context).routings!.map(({ token, sums }) => ({ token, sums }));
        });
      const [one, other] = [layer, unrolled(again())].map(routingsOf);
      const [expected, got] = [one, other].map(treeTensors);
      for (const [i, tensor] of got.entries()) await expectClose(tensor, expected[i]);
      expect(one[0].token.shape).toEqual([4]);
      disposeTree([input, one, other]);
    }));
});
