import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** Rows, or numbers. */
export type Vectors = Tensor1D | Tensor2D;
