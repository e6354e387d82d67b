import { defineOp, type OpFunction } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

type Op<Attributes> = OpFunction<{ x: tf.Tensor2D }, Attributes & { tokens: readonly number[] }, [tf.Tensor2D]>;

/** The gradient of {@link placeRowsOp}, and the other way round: no row is taken twice, so nothing has to be summed. */
const takeRowsOp: Op<unknown> = defineOp({
  name: 'OutrageousTakeRows',
  inputs: ['x'],
  reference: ({ x }, { tokens }) => [gather(x, tokens)],
  gradient: ([dy], { inputs: { x } }, { tokens }) => ({ x: () => placeRows(dy, tokens, x.shape[0]) }),
});

const placeRowsOp: Op<{ rows: number }> = defineOp({
  name: 'OutrageousPlaceRows',
  inputs: ['x'],
  reference: ({ x }, { tokens, rows }) => [place(x, tokens, rows)],
  gradient: ([dy], _saved, { tokens }) => ({ x: () => takeRows(dy, tokens) }),
});

/** Where nothing goes, a row of zeros is taken, which stands after the others. */
function place(x: tf.Tensor2D, tokens: readonly number[], rows: number): tf.Tensor2D {
  const [height, width] = x.shape;
  const sources = new Array<number>(rows).fill(height);
  tokens.forEach((token, i) => (sources[token] = i));
  return gather(tf.concat2d([x, tf.zeros([1, width])], 0), sources);
}

function gather(x: tf.Tensor2D, rows: readonly number[]): tf.Tensor2D {
  const shape: [number, number] = [rows.length, x.shape[1]];
  return shape.includes(0) ? tf.zeros(shape) : tf.gather(x, tf.tensor1d([...rows], 'int32'));
}

/**
 * The rows of some tokens: y_i = x_token(i).
 *
 * @param x float32 [rows, d]
 * @param tokens each at most once
 * @returns float32 [tokens, d]
 */
export function takeRows(x: tf.Tensor2D, tokens: ArrayLike<number>): tf.Tensor2D {
  return takeRowsOp({ x }, { tokens: Array.from(tokens) })[0];
}

/**
 * Rows at the places of their tokens: y_token(i) = x_i, and 0 elsewhere.
 *
 * @param x float32 [tokens, d]
 * @param tokens each at most once
 * @returns float32 [rows, d]
 */
export function placeRows(x: tf.Tensor2D, tokens: ArrayLike<number>, rows: number): tf.Tensor2D {
  return placeRowsOp({ x }, { tokens: Array.from(tokens), rows })[0];
}
