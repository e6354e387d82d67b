import * as tf from '@tensorflow/tfjs-core';
import type { Grouped, Layer, ParameterTree } from '@outrageous/core';
import { type Activation, type ActivationName, activations } from './activations.js';
import { linear, type LinearOptions } from './linear.js';

type Rows = Layer<Grouped, tf.Tensor2D>;

/** What {@link hiddenLayer} may be told. */
export interface HiddenLayerOptions extends Pick<LinearOptions, 'experts' | 'bias' | 'rank'> {
  readonly activation: ActivationName;
}

/** A linear map and its nonlinearity: [slots, width] → [slots, size]. */
export function hiddenLayer(width: number, size: number, { activation, ...options }: HiddenLayerOptions): Rows {
  const { gain, gated, apply } = activations[activation];
  if (activation === 'relu') return linear(width, size, { ...options, gain, relu: true });
  const map = linear(width, size, { ...options, gain });
  return gated ? gatedLayer(map, apply) : plainLayer(map, apply);
}

/** f(x·W) */
function plainLayer(map: Rows, f: Activation['apply']): Rows {
  return { ...map, apply: (parameters, rows, context) => f(map.apply(parameters, rows, context)) };
}

/** f(x·W_gate) ⊙ (x·W_up) */
function gatedLayer(map: Rows, f: Activation['apply']): Rows {
  return {
    parameters: { gate: map.parameters, up: map.parameters },
    operations: 2 * map.operations,
    apply: ({ gate, up }: Record<'gate' | 'up', ParameterTree>, rows, context) =>
      tf.mul(f(map.apply(gate, rows, context)), map.apply(up, rows, context)),
  };
}
