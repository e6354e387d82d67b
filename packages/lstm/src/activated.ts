import { type Recurrent, type StateTree, tidyTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { Tensor3D } from '@tensorflow/tfjs-core';

/**
 * A layer with an activation function after it: y = f(layer(x)).
 *
 * The paper puts a sigmoid after the mixture, before dropout and residual
 * (appendix C): `residual(activated(overTime(…), tf.sigmoid), { dropout })`.
 *
 * @param activation element-wise, such as `tf.sigmoid`
 * @throws TypeError when the layer is no recurrent one, or the activation no function
 * @example
 * ```ts
 * const layer = activated(lstm({ inputWidth: 64, cells: 64 }), tf.relu);
 * ```
 */
export function activated<State extends StateTree>(
  layer: Recurrent<State>,
  activation: (x: Tensor3D) => Tensor3D,
): Recurrent<State> {
  checkValue('activated: the layer', layer, is.recurrent);
  checkValue('activated: the activation', activation, is.callback);
  return {
    ...layer,
    apply: (parameters, sequence, context) =>
      tidyTree(() => {
        const { output, ...rest } = layer.apply(parameters, sequence, context);
        return { ...rest, output: activation(output) };
      }),
  };
}
