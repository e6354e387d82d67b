import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp, type OpAttributes, type OpDefinition, type OpFunction } from './op.js';

/** An op of one tensor that gives one of the same shape. */
export type ElementwiseOp<Attributes> = <T extends Tensor>(x: T, attributes: Attributes) => T;

/** Makes an op of one tensor, `x`, that gives one of the same shape. */
export function defineElementwise<Attributes extends OpAttributes>(
  definition: Omit<OpDefinition<{ x: Tensor }, Attributes>, 'inputs' | 'outputs'>,
): ElementwiseOp<Attributes> {
  const op: OpFunction<{ x: Tensor }, Attributes> = defineOp({ ...definition, inputs: ['x'] });
  // Of the same shape, so of the same type.
  return <T extends Tensor>(x: T, attributes: Attributes) => op({ x }, attributes)[0] as T;
}
