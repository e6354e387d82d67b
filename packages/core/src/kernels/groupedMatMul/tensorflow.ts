import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { nativeOps } from '../../native/runNative.js';
import type { OpFunction } from '../../op/op.js';
import { inAllGroups } from './allGroups.js';
import { multiplyOnHost, outerProducts } from './host.js';
import { multiplyNatively, outerNatively } from './native.js';
import { type Attributes, type Inputs, productOf } from './product.js';

const product: OpFunction<Inputs, Attributes, [Tensor2D]> = (given, attributes) => [
  (nativeOps('core') ? multiplyNatively : multiplyOnHost)(productOf(given, attributes)),
];

type Factors = { left: Tensor2D; right: Tensor2D; offsets: Tensor1D };

const products: typeof outerProducts = (...factors) => (nativeOps('core') ? outerNatively : outerProducts)(...factors);

const outerByRows: OpFunction<Factors, unknown, [groups: Tensor1D, products: Tensor]> = ({ left, right, offsets }) =>
  products(left, right, offsets);

const groupedOuter: OpFunction<Factors, unknown> = (factors) => [inAllGroups(factors, products)];

export const tensorflow = { product, outerByRows, groupedOuter };
