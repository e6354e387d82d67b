import * as tf from '@tensorflow/tfjs-core';
import type { Grouped, Layer, ParameterTree } from '@outrageous/core';
import { hiddenLayer } from './hiddenLayer.js';
import { linear } from './linear.js';
import type { FeedForwardNetworkOptions } from './networkOptions.js';

/**
 * One network for all rows, or one per expert: what {@link feedForward} and
 * {@link feedForwardNetwork} have in common.
 *
 * @param name the function that errors speak of
 * @param experts stacks every parameter; a single network where it isn't said
 */
export function groupedNetwork(
  name: string,
  options: FeedForwardNetworkOptions,
  experts?: number,
): Layer<Grouped, tf.Tensor2D> {
  const { width, outputWidth = width, activation = 'relu', bias, rank } = options;
  const linearOptions = { bias, rank, experts };
  const widths = [width].concat(options.hidden);
  const hiddenLayers = widths.slice(1).map((size, i) => hiddenLayer(widths[i], size, { activation, ...linearOptions }));
  const output = linear(widths[widths.length - 1], outputWidth, linearOptions);
  const layers = [...hiddenLayers, output];
  return {
    parameters: { hidden: hiddenLayers.map(({ parameters }) => parameters), output: output.parameters },
    operations: layers.reduce((sum, { operations }) => sum + operations, 0),
    apply: (parameters: { hidden: readonly ParameterTree[]; output: ParameterTree }, grouped, context) =>
      tf.tidy(() => {
        checkRows(name, grouped, { width, groups: experts ?? 1 });
        const trees = [...parameters.hidden, parameters.output];
        return layers.reduce((rows, layer, i) => layer.apply(trees[i], { ...grouped, rows }, context), grouped.rows);
      }),
  };
}

function checkRows(name: string, { rows, groups }: Grouped, needed: { width: number; groups: number }): void {
  if (rows.shape[1] === needed.width && groups === needed.groups) return;
  throw new Error(
    `${name}: got rows [${rows.shape}] in ${groups} groups, needs rows of width ${needed.width} in ` +
      `${needed.groups} groups; make the pool with the width of its input and one expert per group`,
  );
}
