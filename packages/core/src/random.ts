import * as tf from '@tensorflow/tfjs-core';
import type { Key } from './key.js';

export declare function uniform(key: Key, shape: readonly number[], low?: number, high?: number): tf.Tensor;
export declare function normal(key: Key, shape: readonly number[]): tf.Tensor;
