import * as tf from '@tensorflow/tfjs-core';
import type { Key } from './key.js';
import { foldIn } from './key.js';
import { stackRows } from './kernels/stackRows/stackRows.js';
import { tableOps } from './kernels/tableOps.js';
import { zerosLikeOp } from './kernels/zerosLike/zerosLike.js';
import { mapLeaves } from './mapLeaves.js';
import {
  isEnumerated,
  type Parameter,
  type ParametersOf,
  type ParameterSpec,
  type ParameterSpecs,
} from './parameter.js';
import { type StoredTable, tableOver } from './gradients/table.js';
import { checkValue } from './options/checkOptions.js';
import * as is from './options/is.js';
import { isLeaf, isParameterTree } from './tree.js';

/**
 * Allocates the parameters that a tree of descriptions asks for.
 *
 * Each value depends on the key and on the parameter's own path alone, and, for
 * parameters per expert or group, on its index (counted over all processes): neither
 * the order of layers nor the number of processes matters.
 *
 * @param specs a layer's `parameters`
 * @param key the seed of all initial values
 * @param name the first part of all names
 * @throws TypeError where these aren't descriptions, or there is no key
 * @example
 * ```ts
 * const parameters = initialize(model.parameters, key(0));
 * const output = model.apply(parameters, input, { training: false, key: key(1) });
 * ```
 */
export function initialize<const Specs extends ParameterSpecs>(specs: Specs, key: Key, name = ''): ParametersOf<Specs> {
  checkValue('initialize: the specs', specs, treeOfSpecs);
  checkValue('initialize: the key', key, is.key);
  const leaf = (spec: ParameterSpec, path: string) =>
    variableParameter(path, spec, firstValue(spec, foldIn(key, path)));
  return mapLeaves<ParameterSpec, Parameter>(specs, isLeaf, leaf, name) as ParametersOf<Specs>;
}

const treeOfSpecs = { needs: 'a tree of parameter specs, such as model.parameters', fits: isParameterTree };

/**
 * Parameters of the same shapes, all zero: for moments and other slots of optimizers.
 *
 * @param suffix appended to each name
 */
export function zerosLike(parameter: Parameter, suffix: string): Parameter {
  return slotParameter(parameter, suffix, zerosLikeOp(parameter.read(), {}));
}

/**
 * What an optimizer keeps beside a parameter, in a shape of its own: it belongs to the same experts or groups, so that
 * checkpoints and processes share it out as they do the parameter.
 *
 * @param suffix what the name ends with: `<name of the parameter>/<suffix>`
 * @param value the first one, which is consumed; its first axis is the parameter's where that enumerates experts or groups
 * @example
 * ```ts
 * const lastStep = slotParameter(parameter, 'lastStep', tf.zeros([parameter.shape[0]]));
 * ```
 */
export function slotParameter(
  { name, perExpert, perGroup, shard }: Parameter,
  suffix: string,
  value: tf.Tensor,
): Parameter {
  return stored(`${name}/${suffix}`, { shape: value.shape, perExpert, perGroup, shard }, value);
}

/** What a stored parameter keeps of its description. */
export type StorageOptions = Pick<
  ParameterSpec,
  'shape' | 'perExpert' | 'perGroup' | 'shard' | 'frozen' | 'ownStep'
> & {
  /** Few rows are used at a time, and only these are to have gradients; no table where it isn't said. */
  readonly table?: boolean;
};

/**
 * A parameter kept in a `tf.Variable`. Takes over `value`.
 *
 * @throws Error from `assign` when the new value's shape differs
 */
export function variableParameter(
  name: string,
  { table = false, ...options }: StorageOptions,
  value: tf.Tensor,
): Parameter {
  return stored(name, { ...options, ...(table && { tableOf: (read) => tableOver(read, tableOps) }) }, value);
}

/** What makes the table of a parameter that has one. */
type Stored = Omit<StorageOptions, 'table'> & { readonly tableOf?: (read: () => tf.Tensor) => StoredTable };

function stored(
  name: string,
  { shape, perExpert, perGroup, shard, frozen, ownStep, tableOf }: Stored,
  value: tf.Tensor,
): Parameter {
  const variable = tf.tidy(() => tf.variable(value, !frozen));
  if (!value.isDisposed) value.dispose();
  const table = tableOf?.(() => variable);
  return {
    kind: 'parameter',
    name,
    shape,
    perExpert,
    ...(perGroup && { perGroup }),
    ...(shard && { shard }),
    ...(frozen && { frozen }),
    ...(ownStep && { ownStep }),
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

function firstValue({ shape, initial, shard, ...spec }: ParameterSpec, key: Key): tf.Tensor {
  if (!isEnumerated(spec)) return initial(key, shape);
  const [experts, ...rest] = shape;
  const first = shard?.first ?? 0;
  const ofExpert = (expert: number) => initial(foldIn(key, expert), rest, expert);
  return tf.tidy(() => stackRows(Array.from({ length: experts }, (_, i) => ofExpert(first + i))));
}
