import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { runNative } from '../../native/runNative.js';
import { booleanAttribute } from '../../tensorflow.js';
import type { GroupedProduct } from './product.js';

/** All groups in one op, shared among threads in pieces. */
export function multiplyNatively({ rows, weights, offsets, transposed, bias, activation }: GroupedProduct): Tensor2D {
  const attributes = [booleanAttribute('transposed', transposed), booleanAttribute('relu', activation === 'relu')];
  const name = bias ? 'OutrageousBiasedGroupedMatMul' : 'OutrageousGroupedMatMul';
  const operands = [rows, weights, offsets, ...(bias ? [bias] : [])];
  return runNative<[Tensor2D]>(name, operands, 1, attributes)[0];
}

/** Which groups have rows, and the outer product of each. */
export function outerNatively(
  left: Tensor2D,
  right: Tensor2D,
  offsets: Tensor1D,
): [groups: Tensor1D, products: Tensor] {
  return runNative('OutrageousGroupedOuter', [left, right, offsets], 2);
}
