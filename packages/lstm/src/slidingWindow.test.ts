import { disposeTree, key, tidyTree } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { recurrentConformance } from './conformance/index.js';
import { slidingWindow } from './slidingWindow.js';

describe('slidingWindow', () => {
  for (const { name, run } of recurrentConformance(() => slidingWindow({ width: 2, steps: 3 }))) it(name, run);

  it('shows the latest inputs, the newest last, and zeros before the first', async () => {
    const layer = slidingWindow({ width: 1, steps: 3 });
    const made = tidyTree(() => {
      const input = tf.tensor3d([1, 10, 2, 20, 3, 30, 4, 40], [4, 2, 1]);
      return layer.apply({}, { input, state: layer.zeroState(2) }, { training: false, key: key(0) });
    });
    const [zero, one] = [0, 1].map((b) => tf.tidy(() => tf.squeeze(tf.slice(made.output, [0, b, 0], [4, 1, 3]))));
    await expectClose(zero, [0, 0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4]);
    await expectClose(one, [0, 0, 10, 0, 10, 20, 10, 20, 30, 20, 30, 40]);
    await expectClose(made.state.earlier, [3, 4, 30, 40]);
    disposeTree([made, zero, one]);
  });

  it('says how many steps it takes', () => {
    expect(() => slidingWindow({ width: 2, steps: 1 })).toThrow(
      'slidingWindow: steps must be a whole number from 2 up, got 1; with 1 the input itself will do',
    );
  });
});
