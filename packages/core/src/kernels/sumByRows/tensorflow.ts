import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { OpFunction } from '../../op/op.js';
import { rawOps, typeAttribute } from '../../tensorflow.js';
import { sumUnique, type Unique } from './sumUnique.js';

const sumByRows: OpFunction<
  { values: Tensor2D; index: Tensor1D },
  { count: number },
  [rows: Tensor1D, sums: Tensor2D]
> = ({ values, index }) => sumUnique(values, unique(index));

/** TensorFlow's own op. */
function unique(index: Tensor1D): Unique {
  const types = [typeAttribute('T', 'int32'), typeAttribute('out_idx', 'int32')];
  const [rows, position] = rawOps<[Tensor1D, Tensor1D]>('Unique', types, [index], 2);
  return { rows, position };
}

export const tensorflow = { sumByRows };
