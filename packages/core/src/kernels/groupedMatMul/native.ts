import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { runNative } from '../../native.js';
import { booleanAttribute } from '../../tensorflow.js';

/** All groups in one op, shared among threads in pieces. */
export function multiplyNatively(
  { rows, weights, offsets }: { rows: Tensor2D; weights: Tensor3D; offsets: Tensor1D },
  { transposed, activation }: { transposed: boolean; activation: 'none' | 'relu' },
): Tensor[] {
  const attributes = [booleanAttribute('transposed', transposed), booleanAttribute('relu', activation === 'relu')];
  return runNative('OutrageousGroupedMatMul', [rows, weights, offsets], 1, attributes);
}

/** Which groups have rows, and the outer product of each. */
export function outerNatively(left: Tensor2D, right: Tensor2D, offsets: Tensor1D): Tensor[] {
  return runNative('OutrageousGroupedOuter', [left, right, offsets], 2);
}
