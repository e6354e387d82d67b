import { disposeParameters, initialize, key } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { recurrentConformance } from './conformance/index.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import { stack } from './stack.js';

describe('stack', () => {
  const make = () => stack([lstm({ inputWidth: 3, cells: 4, projection: 2 }), gru({ inputWidth: 2, cells: 3 })]);
  for (const { name, run } of recurrentConformance(make)) it(name, run);

  it('adds up the operations, and has the widths of its ends', () => {
    const layer = make();
    expect(layer).toMatchObject({ inputWidth: 3, width: 3, operations: 4 * 4 * 5 + 4 * 2 + 3 * 3 * 5 });
  });

  it('names parameters by the place of their layer', () => {
    const parameters = initialize(stack([gru({ inputWidth: 2, cells: 2 })]).parameters, key(0));
    expect(JSON.stringify(parameters)).toContain('"0/inputWeight"');
    disposeParameters(parameters);
  });

  it('teaches which layers do not fit', () => {
    expect(() => stack([gru({ inputWidth: 2, cells: 3 }), gru({ inputWidth: 4, cells: 3 })])).toThrow(
      'stack: layer 1 needs inputs of width 4, but layer 0 below it gives 3; ' +
        'make them equal, for example with inputWidth: 3',
    );
    expect(() => stack([])).toThrow(
      'stack: the layers must be a list of at least one, each a recurrent layer, such as lstm({ … }), got []',
    );
  });

  it('teaches how many states it needs', () => {
    const input: tf.Tensor3D = tf.zeros([1, 1, 3]);
    expect(() => make().apply([], { input, state: [] }, { training: false, key: key(0) })).toThrow(
      'stack: got 0 states, needs one for each of its 2 layers, as zeroState gives',
    );
    input.dispose();
  });
});
