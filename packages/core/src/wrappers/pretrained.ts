import * as tf from '@tensorflow/tfjs-core';
import { mapLeaves, namedLeaves } from '../mapLeaves.js';
import type { Initializer, Parameter, ParameterSpec, ParameterTree } from '../parameter.js';
import { isLeaf } from '../tree.js';
import { type AnyLayer, throughParts } from './throughParts.js';

/**
 * The same layer, which starts with the values of parameters that were trained before: from a checkpoint, or from
 * another library by a layout of `@outrageous/lstm`.
 *
 * `initialize` copies them; from then on they may change or be freed. Those of a pool serve its parts too: a process that
 * holds some of the experts starts with their values.
 *
 * @param parameters those of a layer of the same kind and sizes
 * @throws Error when the layer describes a parameter that isn't among them, or that has another shape
 * @example
 * ```ts
 * const layer = pretrained(feedForwardNetwork({ width: 64, hidden: 256 }), trained);
 * const parameters = initialize(layer.parameters, key(0));
 * ```
 */
export function pretrained<Trained extends AnyLayer>(layer: Trained, parameters: ParameterTree): Trained {
  const values = new Map(namedLeaves(parameters, isLeaf<Parameter>));
  mapLeaves(layer.parameters, isLeaf<ParameterSpec>, (spec, path) => checkShape(path, spec, values.get(path)));
  return startingWith(layer, values);
}

function startingWith<Trained extends AnyLayer>(layer: Trained, values: ReadonlyMap<string, Parameter>): Trained {
  const withValue = (spec: ParameterSpec, path: string): ParameterSpec => {
    const value = values.get(path);
    return value ? { ...spec, initial: copyOf(value) } : spec;
  };
  return {
    ...layer,
    ...throughParts(layer, (part) => startingWith(part, values)),
    parameters: mapLeaves<ParameterSpec, ParameterSpec>(layer.parameters, isLeaf, withValue),
  };
}

/** Storage of its own, because optimizers write in place. */
function copyOf(parameter: Parameter): Initializer {
  return (_, shape, expert) =>
    tf.tidy(() => {
      if (expert === undefined) return tf.add(parameter.read(), 0);
      return tf.reshape(tf.slice(parameter.read(), expert, 1), [...shape]);
    });
}

function checkShape(path: string, { shape }: ParameterSpec, value: Parameter | undefined): void {
  if (value?.shape.join() === shape.join()) return;
  throw new Error(
    `pretrained: the layer has a parameter ${path} [${shape}], the values ` +
      `${value ? `have [${value.shape}] there` : 'have none of that name'}; ` +
      'give the parameters of a layer of the same kind and sizes',
  );
}
