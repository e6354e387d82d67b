import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, type Gradient, isRowGradient, type RowGradient } from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';
import type { Announced } from './announce.js';

/**
 * What this rank adds to a gradient: a tensor of the parameter's shape or, where only some rows of a table have one,
 * of these rows; zero where this rank has none.
 */
export function contribution(gradient: Gradient | undefined, { parameter, rows }: Announced): tf.Tensor {
  const { shape } = parameter;
  const wanted = rows ? [rows.length, ...shape.slice(1)] : [...shape];
  if (!gradient) return tf.zeros(wanted);
  return denseGradient(rows && isRowGradient(gradient) ? renumbered(gradient, rows) : gradient, wanted);
}

/** The gradient that a sum of contributions is. */
export function gradientOf(sum: tf.Tensor, { rows }: Announced): Gradient {
  return rows ? { kind: 'rows', rows: tf.tensor1d([...rows], 'int32'), values: sum } : sum;
}

/** The same gradient, for a table that has these rows alone. */
function renumbered({ kind, rows, values }: RowGradient, among: readonly number[]): RowGradient {
  const place = new Map(among.map((row, i) => [row, i]));
  const places = Array.from(readNow('dataParallel', rows), (row) => place.get(row) ?? -1);
  return { kind, rows: tf.tensor1d(places, 'int32'), values };
}
