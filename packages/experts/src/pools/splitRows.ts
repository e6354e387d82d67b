import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '@outrageous/core';
import type { RunExpert } from './runExpert.js';

/** Each expert gets its own rows, cut out by sizes that are read on the host; one without rows isn't run. */
export function splitRows({ rows, offsets }: Grouped, run: RunExpert): tf.Tensor2D {
  const sizes = sizesOf(offsets);
  const busy = [...sizes.keys()].filter((expert) => sizes[expert] > 0);
  if (busy.length === 0) return runOnNone(rows, run);
  // The gradient of tf.split fails where there is a single part.
  if (busy.length === 1) return run(busy[0], rows);
  const parts: tf.Tensor2D[] = tf.split(
    rows,
    busy.map((expert) => sizes[expert]),
  );
  return tf.concat(busy.map((expert, i) => run(expert, parts[i])));
}

/** No rows of the width that an expert gives them: one row tells it, because not every layer takes none. */
function runOnNone(rows: tf.Tensor2D, run: RunExpert): tf.Tensor2D {
  const output = run(0, tf.concat([rows, tf.zeros<tf.Rank.R2>([1, rows.shape[1]])]));
  return tf.slice(output, [0, 0], [0, output.shape[1]]);
}

function sizesOf(offsets: tf.Tensor1D): number[] {
  // eslint-disable-next-line no-restricted-properties -- only for backends that can be read at once
  const starts = Array.from(offsets.dataSync<'int32'>());
  return starts.slice(1).map((end, expert) => end - starts[expert]);
}
