import { tidyTree } from '@outrageous/core';
import type { Layer, Mixture, MixtureOutput, Recurrent, Routing } from '@outrageous/core';
import { checkOptions, checkValue, type Kind, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { placeRows, takeRows } from './kernels/tokenRows.js';
import { checkInput } from './parts/checkShapes.js';

/** The state of a layer that has none. */
export type NoState = readonly [];

/** The widths of a layer over time. */
export interface OverTimeOptions {
  /** The width of the layer's output. */
  readonly width: number;
  /** The width of the layer's input; by default that of its output. */
  readonly inputWidth?: number;
}

const kinds = { width: is.size, inputWidth: optional(is.size) };
const stateless: Kind = {
  needs: 'a layer without a state, such as feedForwardNetwork({ … }), or a mixture',
  fits: (x) => is.layer.fits(x) && !('zeroState' in Object(x)),
};

/**
 * A feed-forward layer or a mixture of experts, applied to all steps of a window
 * as one large batch: [time, batch, d] is read as [time · batch, d]. That is the
 * paper's convolutionality (section 3.1), which gives each expert as many
 * tokens as there are steps.
 *
 * Where the sequence names its real `tokens`, only those are seen: padding goes
 * to no expert, counts in no statistic, and its output is zero. The `token`s of
 * the routing then count real tokens only.
 *
 * @throws RangeError or TypeError when the layer has a state or is none, or a width is no whole number from 1 up
 * @throws Error when a mixture has other widths
 * @throws Error from `apply` when the input has another width, or the layer gives another
 * @example
 * ```ts
 * const layer = activated(overTime(mixture(gate, pool), { width: 512 }), tf.sigmoid);
 * ```
 */
export function overTime(
  layer: Layer<tf.Tensor2D, tf.Tensor2D> | Mixture,
  options: OverTimeOptions,
): Recurrent<NoState> {
  checkValue('overTime: the layer', layer, stateless);
  const { width, inputWidth = width } = checkOptions('overTime', options, kinds);
  if ('experts' in layer) checkMixture(layer, { inputWidth, width });
  return {
    parameters: layer.parameters,
    operations: layer.operations,
    inputWidth,
    width,
    zeroState: () => [],
    apply: (parameters, { input, tokens }, context) => {
      checkInput('overTime', input, inputWidth);
      const [time, batch] = input.shape;
      return tidyTree(() => {
        const all: tf.Tensor2D = tf.reshape(input, [time * batch, inputWidth]);
        const rows = tokens ? takeRows(all, tokens) : all;
        const ids = tokens && context.ids ? tf.gather(context.ids, tf.tensor1d(tokens, 'int32')) : context.ids;
        const { output, routings } = withRoutings(layer.apply(parameters, rows, { ...context, ids }));
        checkOutput(output, width);
        const placed = tokens ? placeRows(output, tokens, time * batch) : output;
        return { output: tf.reshape(placed, [time, batch, width]), state: [], routings };
      });
    },
  };
}

/** What a layer or a mixture gave, in one form. */
function withRoutings(given: tf.Tensor2D | MixtureOutput): { output: tf.Tensor2D; routings: readonly Routing[] } {
  return 'routing' in given ? { output: given.output, routings: [given.routing] } : { output: given, routings: [] };
}

function checkMixture(mixture: Mixture, { inputWidth, width }: Required<OverTimeOptions>): void {
  if (mixture.inputWidth === inputWidth && mixture.width === width) return;
  throw new Error(
    `overTime: the experts of the mixture go from width ${mixture.inputWidth} to ${mixture.width}, needs ${inputWidth} to ` +
      `${width}; make them with these widths, or say inputWidth: ${mixture.inputWidth} and width: ${mixture.width}`,
  );
}

function checkOutput({ shape }: tf.Tensor2D, width: number): void {
  if (shape[1] === width) return;
  throw new Error(
    `overTime: the layer gave [${shape}], needs [tokens, ${width}]; make it ${width} wide, or say width: ${shape[1]}`,
  );
}
