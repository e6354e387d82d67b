import * as tf from '@tensorflow/tfjs-core';
import { type Key, wordsOf } from '../../key.js';
import type { OpDefinition, OpFunction } from '../../op/op.js';
import type { RankOf } from '../../rankOf.js';
import type { DrawAttributes } from './attributes.js';
import type { Distribution } from './distribution.js';
import { drawOnHost } from './host.js';
import { drawOnWebGpu } from './webgpu.js';

type NoInputs = Record<string, never>;

/** An op that draws: one for each distribution, so that nothing of another is loaded with it. */
export type DrawOp = OpFunction<NoInputs, DrawAttributes>;

/** How a distribution is drawn from, but for the op's name. */
export function drawing(
  distribution: Distribution,
  tensorflow: DrawOp,
): Omit<OpDefinition<NoInputs, DrawAttributes>, 'name'> {
  return {
    inputs: [],
    reference: (_inputs, attributes) => [drawOnHost(distribution, attributes)],
    kernels: { tensorflow, webgpu: (_inputs, attributes) => [drawOnWebGpu(distribution, attributes)] },
  };
}

/** Draws numbers `shift + factor · z`, whose shape is known to the compiler. */
export function draw<Shape extends readonly number[]>(
  op: DrawOp,
  { key, shape, ...scale }: Omit<DrawAttributes, 'key'> & { readonly key: Key; readonly shape: Shape },
): tf.Tensor<RankOf<Shape>> {
  const whole = { key: wordsOf(key), shape, ...scale };
  const drawn = key.length === 2 ? op({}, whole)[0] : tf.tidy(() => drawLater(op, whole, key[2]));
  return drawn as tf.Tensor<RankOf<Shape>>;
}

/** Without the first rows. */
function drawLater(op: DrawOp, attributes: DrawAttributes, row: number): tf.Tensor {
  const [rows, ...sides] = attributes.shape;
  if (rows === undefined) return op({}, attributes)[0];
  return tf.slice(op({}, { ...attributes, shape: [row + rows, ...sides] })[0], row, rows);
}
