import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { communicatorConformance } from '../conformance/index.js';
import { singleProcess } from './singleProcess.js';
import { timed } from './timed.js';

/** Keeps the processor for so long. */
function pass(milliseconds: number): void {
  const begun = performance.now();
  while (performance.now() - begun < milliseconds);
}

describe('timed', () => {
  for (const { name, run } of communicatorConformance(() => timed(singleProcess()))) it(name, run);

  it('counts what an operation takes to begin and to be waited for, and nothing in between', () => {
    const alone = singleProcess();
    const world = timed({
      ...alone,
      allReduce(value) {
        pass(20);
        const pending = alone.allReduce(value);
        return {
          wait() {
            pass(30);
            return pending.wait();
          },
        };
      },
    });
    tf.tidy(() => {
      const sum = world.allReduce(tf.scalar(1));
      const begun = world.seconds();
      pass(5);
      expect(world.seconds()).toBe(begun);
      expect(begun).toBeGreaterThanOrEqual(0.02);
      sum.wait();
      expect(world.seconds()).toBeGreaterThanOrEqual(begun + 0.03);
    });
  });

  it('counts the operations of communicators that were split off', () => {
    const alone = singleProcess();
    const world = timed({ ...alone, split: () => ({ ...alone, barrier: () => pass(10) }) });
    world.split(0).barrier();
    expect(world.seconds()).toBeGreaterThanOrEqual(0.01);
  });
});
