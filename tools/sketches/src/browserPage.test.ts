import { contiguousBatches } from '@outrageous/trainer';
import { expect, it } from 'vitest';
import { trainInPage } from './browserPage.js';

// On webgpu in Node, reading at once throws: what runs here needs no such thing.
it('the model of many processes trains on one, wherever nothing can be read at once', async () => {
  const words = Int32Array.from({ length: 200 }, (_, i) => (i * 3) % 20);
  const losses: number[] = [];
  await trainInPage(contiguousBatches(words, { batch: 2, time: 4 }), 8, (loss) => losses.push(loss));
  expect(losses).toHaveLength(4);
  expect(losses[3]).toBeLessThan(losses[0]);
});
