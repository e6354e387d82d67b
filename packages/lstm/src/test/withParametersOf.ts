import { disposeParameters, initialize, key, type ParameterTree, type Recurrent } from '@outrageous/core';

/** Runs a test on a layer with parameters, and frees them. */
export async function withParametersOf<Layer extends Recurrent>(
  layer: Layer,
  body: (layer: Layer, parameters: ParameterTree) => void | Promise<void>,
): Promise<void> {
  const parameters = initialize(layer.parameters, key(1));
  try {
    await body(layer, parameters);
  } finally {
    disposeParameters(parameters);
  }
}
