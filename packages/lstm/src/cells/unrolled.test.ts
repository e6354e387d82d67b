import { key, normal, type Recurrent, type Routing } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { recurrentConformance } from '../conformance/index.js';
import { lstm } from '../lstm.js';
import { type Count, countsOf, counting } from '../test/counting.js';
import { withParametersOf } from '../test/withParametersOf.js';
import { asCell } from './asCell.js';
import { unrolled } from './unrolled.js';

const context = { training: false, key: key(0) };

describe('unrolled', () => {
  const make = () => unrolled(asCell(lstm({ inputWidth: 3, cells: 4 }), ({ hidden }) => hidden));
  for (const { name, run } of recurrentConformance(make)) it(name, run);

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
  it('teaches that a cell hands no routings on', () => {
    const mixed: Recurrent<Count> = {
      ...unrolled(counting(2)),
      apply: (_, { input, state }) => ({ output: input, state, routings: new Array<Routing>(1) }),
    };
    const layer = unrolled(asCell(mixed, ({ count }) => count));
    const apply = () =>
      tf.tidy(() => {
        layer.apply({}, { input: tf.zeros<tf.Rank.R3>([1, 1, 2]), state: layer.zeroState(1) }, context);
      });
    expect(apply).toThrow(
      'asCell: got a layer with 1 mixtures inside, whose balance is measured over all steps at once; ' +
        'put them below or above the unrolled layer, with stack',
    );
  });
});
