import type { Layer, ParameterTree } from '@outrageous/core';

/**
 * A layer that was trained before, with its parameters: it has none of its own that could be trained, counted,
 * initialized or saved. Gradients pass through it to its input.
 */
export function frozen<Input, Output>(layer: Layer<Input, Output>, parameters: ParameterTree): Layer<Input, Output> {
  return { ...layer, parameters: {}, apply: (_, input, context) => layer.apply(parameters, input, context) };
}
