import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { nativeOps } from '../../native/runNative.js';
import type { OpFunction } from '../../op/op.js';
import { multiplyOnHost, outerProducts } from './host.js';
import { multiplyNatively, outerNatively } from './native.js';
import { type Attributes, type Inputs, productOf } from './product.js';

const product: OpFunction<Inputs, Attributes, [Tensor2D]> = (given, attributes) => [
  (nativeOps('core') ? multiplyNatively : multiplyOnHost)(productOf(given, attributes)),
];

const outerByRows: OpFunction<
  { left: Tensor2D; right: Tensor2D; offsets: Tensor1D },
  unknown,
  [groups: Tensor1D, products: Tensor]
> = ({ left, right, offsets }) => (nativeOps('core') ? outerNatively : outerProducts)(left, right, offsets);

export const tensorflow = { product, outerByRows };
