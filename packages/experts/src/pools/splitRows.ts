import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '@outrageous/core';
import type { RunExpert } from './runExpert.js';

/** Each expert gets its own rows, of at least one in all, cut out by sizes that are read on the host; one without isn't run. */
export function splitRows({ rows, offsets }: Grouped, run: RunExpert): tf.Tensor2D {
  const sizes = sizesOf(offsets);
  const busy = [...sizes.keys()].filter((expert) => sizes[expert] > 0);
  // The gradient of tf.split fails where there is a single part.
  if (busy.length === 1) return run(busy[0], rows);
  const parts: tf.Tensor2D[] = tf.split(
    rows,
    busy.map((expert) => sizes[expert]),
  );
  return tf.concat(busy.map((expert, i) => run(expert, parts[i])));
}

function sizesOf(offsets: tf.Tensor1D): number[] {
  // eslint-disable-next-line no-restricted-properties -- only for backends that can be read at once
  const starts = Array.from(offsets.dataSync<'int32'>());
  return starts.slice(1).map((end, expert) => end - starts[expert]);
}
