import type * as tf from '@tensorflow/tfjs-core';
import {
  type Context,
  type ExpertPool,
  gatherRows,
  groupBy,
  type ParameterTree,
  weightedSegmentSum,
} from '@outrageous/core';
import { faultInRows, refuse } from '@outrageous/core/contracts';
import type { Arrived } from './exchangeRows.js';

/** Rows that arrived, and which of this rank's experts see them. */
export interface Visitors {
  readonly arrived: Arrived;
  /** int32 [slots]: as this rank numbers its experts. */
  readonly expert: tf.Tensor1D;
  /** int32 [slots]: which of the rows. */
  readonly row: tf.Tensor1D;
  /** float32 [slots] */
  readonly weight: tf.Tensor1D;
  /** Of the exchange that brought the weights. */
  readonly done: tf.Scalar;
}

/**
 * The weighted sum of what experts make of each row that arrived.
 *
 * @param own this rank's experts
 * @returns float32 [rows that arrived, dOut]
 */
export function mixArrived(
  own: ExpertPool,
  parameters: ParameterTree,
  { arrived, expert, row, weight }: Visitors,
  context: Context,
): tf.Tensor2D {
  const { order, offsets } = groupBy(expert, own.experts);
  const segment = gatherRows(row, order);
  const rows = gatherRows(arrived.rows, segment);
  const grouped = { rows, group: gatherRows(expert, order), offsets, groups: own.experts };
  const values = own.apply(parameters, grouped, context);
  refuse('placedMixture: the pool gave no rows', faultInRows(values, segment.shape[0], own.width));
  return weightedSegmentSum({ values, weight: gatherRows(weight, order), segment }, arrived.rows.shape[0]);
}
