import * as tf from '@tensorflow/tfjs-core';
import { namedRows, type Parameter } from '@outrageous/core';
import { change } from '../plainOps.js';
import type { Missed } from './catchUp.js';

/** Rows that catch up by plain ops. */
export interface PlainMissed {
  /** How many steps each row missed, float32 [rows, 1, …]. */
  readonly steps: tf.Tensor;
  /** As `change` takes them. */
  readonly named: tf.Tensor1D;
}

/** What a table's rows missed; writes down that those which are to be updated no longer do. */
export function missedSteps({ shape }: Parameter, { lastStep, rows, step }: Missed): PlainMissed {
  const [count, ...row] = shape;
  const named = namedRows({ kind: 'rows', rows, values: rows }, count);
  const steps = tf.reshape(tf.relu(tf.sub(step - 1, lastStep.read())), [count, ...row.map(() => 1)]);
  change(lastStep, (last) => tf.fill(last.shape, step), named);
  return { steps, named };
}
