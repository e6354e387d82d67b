import * as tf from '@tensorflow/tfjs-core';
import type { Key } from './key.js';
import { foldIn } from './key.js';
import { stackRows } from './kernels/stackRows/stackRows.js';
import { zerosLikeOp } from './kernels/zerosLike/zerosLike.js';
import { mapLeaves } from './mapLeaves.js';
import type { Parameter, ParametersOf, ParameterSpec, ParameterSpecs } from './parameter.js';
import { tableOver } from './table.js';
import { isLeaf } from './tree.js';

/**
 * Allocates the parameters that a tree of descriptions asks for.
 *
 * Each value depends on the key and on the parameter's own path alone, and, for
 * per-expert parameters, on the expert's index: neither the order of layers nor
 * the number of processes matters.
 *
 * @param specs a layer's `parameters`
 * @param key the seed of all initial values
 * @param name the first part of all names
 * @example
 * ```ts
 * const parameters = initialize(model.parameters, key(0));
 * const output = model.apply(parameters, input, { training: false, key: key(1) });
 * ```
 */
export function initialize<const Specs extends ParameterSpecs>(specs: Specs, key: Key, name = ''): ParametersOf<Specs> {
  const make = (spec: ParameterSpec, path: string) =>
    variableParameter(path, spec, firstValue(spec, foldIn(key, path)));
  return mapLeaves<ParameterSpec, Parameter>(specs, isLeaf, make, name) as ParametersOf<Specs>;
}

/**
 * Parameters of the same shapes, all zero: for moments and other slots of optimizers.
 *
 * @param suffix appended to each name
 */
export function zerosLike(parameter: Parameter, suffix: string): Parameter {
  const { name, shape, perExpert } = parameter;
  return variableParameter(`${name}/${suffix}`, { shape, perExpert }, zerosLikeOp({ x: parameter.read() }, {})[0]);
}

/**
 * A parameter kept in a `tf.Variable`. Takes over `value`.
 *
 * @throws Error from `assign` when the new value's shape differs
 */
export function variableParameter(
  name: string,
  { shape, perExpert, table: isTable = false }: Pick<ParameterSpec, 'shape' | 'perExpert'> & { table?: boolean },
  value: tf.Tensor,
): Parameter {
  const variable = tf.tidy(() => tf.variable(value));
  if (!value.isDisposed) value.dispose();
  const table = isTable ? tableOver(() => variable) : undefined;
  return {
    kind: 'parameter',
    name,
    shape,
    perExpert,
    ...(table && { table }),
    read: () => variable,
    assign(next) {
      if (next.shape.join() !== shape.join()) {
        throw new Error(`parameter ${name}: assign got shape [${next.shape}], needs [${shape}]`);
      }
      variable.assign(next);
      next.dispose();
    },
    dispose() {
      variable.dispose();
      table?.dispose();
    },
  };
}

function firstValue({ shape, initial, perExpert }: ParameterSpec, key: Key): tf.Tensor {
  if (!perExpert) return initial(key, shape);
  const [experts, ...rest] = shape;
  return tf.tidy(() => stackRows(Array.from({ length: experts }, (_, i) => initial(foldIn(key, i), rest))));
}
