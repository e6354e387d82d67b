import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import type { Key } from './key.js';
import type { RankOf } from './rankOf.js';
import { checkOptions, checkValue, type Kind, optional } from './options/checkOptions.js';
import * as is from './options/is.js';
import { inUse, type Rows, type StoredTable } from './gradients/table.js';

/** What one process has of what is numbered over all processes: experts of a pool, or sequences of a batch, in a row. */
export interface Shard {
  readonly first: number;
  readonly count: number;
  /** How many there are on all processes together. */
  readonly of: number;
}

/**
 * Makes the first value of a parameter, or of one expert's part of it, from a key: a new tensor.
 *
 * @param expert which one, counted over all processes; absent where the parameter isn't per expert
 */
export type Initializer = (key: Key, shape: readonly number[], expert?: number) => Tensor;

/**
 * The description of one parameter. Costs nothing, however large the shape.
 *
 * With `perExpert`, the first axis enumerates experts and expert `i`'s values
 * come from the seed and `i` alone: the same seed gives the same model on any
 * number of processes.
 */
export interface ParameterSpec<R extends Rank = Rank> {
  readonly kind: 'parameter';
  readonly rank: R;
  readonly shape: readonly number[];
  readonly initial: Initializer;
  readonly perExpert: boolean;
  /** The first axis enumerates the groups of a bank of gates, as `perExpert` does experts; absent where it doesn't. */
  readonly perGroup?: boolean;
  /** Of which experts (or groups of them) this is (a part of) a parameter, where other processes have the others; see `sharded`. */
  readonly shard?: Shard;
  /** Few rows (of the first axis) are used at a time, and only these are to have gradients. */
  readonly table: boolean;
  /** It keeps its first value: it gets no gradient, and optimizers remember nothing for it; see `frozen`. */
  readonly frozen?: boolean;
  /** Its gradient is its own step; see {@link ParameterOptions}. */
  readonly ownStep?: boolean;
}

/** A tree of parameter descriptions: a layer's own, and those of its parts. */
export type ParameterSpecs = ParameterSpec | readonly ParameterSpecs[] | { readonly [name: string]: ParameterSpecs };

/**
 * A named leaf of a model, float32: its shape, and storage that optimizers update in place.
 *
 * `read()` gives the current value as a tensor that gradients flow to. It stays
 * the parameter's own: never dispose it, and don't keep it across an update.
 */
export interface Parameter<R extends Rank = Rank> {
  readonly kind: 'parameter';
  /** The path in the model's tree, such as `trunk/1/pool/hidden`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The first axis enumerates experts. */
  readonly perExpert: boolean;
  /** The first axis enumerates groups of a bank of gates; absent where it doesn't. */
  readonly perGroup?: boolean;
  /** The experts (or groups) that it belongs to, where other processes have the others; absent where every process has all of it. */
  readonly shard?: Shard;
  /** For ops that use few of the rows; absent where the parameter isn't a table. */
  readonly table?: StoredTable<R>;
  /** It isn't trained; absent where it is. */
  readonly frozen?: boolean;
  /** Its gradient is what is subtracted from it, neither clipped nor scaled; absent where an optimizer says what is. */
  readonly ownStep?: boolean;
  read(): Tensor<R>;
  /** Takes over `value` (same shape), which the caller then no longer owns. */
  assign(value: Tensor): void;
  dispose(): void;
}

/** A tree of parameters: the same tree as the {@link ParameterSpecs} that it was made from. */
export type ParameterTree = Parameter | readonly ParameterTree[] | { readonly [name: string]: ParameterTree };

/** The parameters that belong to a tree of descriptions. */
export type ParametersOf<Specs> = ParameterSpecs extends Specs
  ? ParameterTree
  : Specs extends ParameterSpec<infer R>
    ? Parameter<R>
    : { readonly [Name in keyof Specs]: ParametersOf<Specs[Name]> };

/** What {@link parameterSpec} may be told. */
export interface ParameterOptions {
  /** The first axis enumerates experts; false where it isn't said. */
  readonly perExpert?: boolean;
  /**
   * The first axis enumerates the groups of a bank of gates, whose initial values then come from the seed and the group
   * alone: processes that hold groups of experts may hold the gates of these alone. See {@link heldGroups}; false where
   * it isn't said.
   */
  readonly perGroup?: boolean;
  /** Few rows are used at a time, and only these get gradients and updates; as `perExpert` where it isn't said. */
  readonly table?: boolean;
  /**
   * Its gradient is its own step: θ ← θ − ∂loss/∂θ, whatever the optimizer, its rate and its clipping are. For what a
   * layer adjusts by a rule of its own, as a gate its bias; false where it isn't said. `withOwnSteps` of
   * `@outrageous/trainer` takes such steps.
   */
  readonly ownStep?: boolean;
}

/**
 * The rows of a parameter for an op that uses few of them: its table while `valueAndGradients` collects gradients by
 * rows, else its value, whose gradient is dense, as `tf.variableGrads` wants it.
 *
 * A parameter that reads as something else than its table holds, such as one of `mapParameters`, is what it reads as.
 *
 * @example
 * ```ts
 * const vectors = gatherRows(rowsOf(parameters.embedding), ids);
 * ```
 */
export function rowsOf<R extends Rank>(parameter: Parameter<R>): Rows<R> {
  const [table, value] = [parameter.table, parameter.read()];
  return table?.values === value ? inUse(table) : value;
}

/**
 * Describes a parameter.
 *
 * @param shape its shape; the type of what `read()` gives follows from its length
 * @param initial makes the first value (of one expert, where `perExpert` is set)
 * @throws TypeError that names what isn't a shape, an initializer, or an option
 * @example
 * ```ts
 * const weight = parameterSpec([width, 4 * cells], uniformFanIn(cells));
 * const hidden = parameterSpec([experts, width, size], uniformFanIn(width), { perExpert: true });
 * const bias = parameterSpec([groups, experts], zeros, { ownStep: true });
 * ```
 */
export function parameterSpec<const Shape extends readonly number[]>(
  shape: Shape,
  initial: Initializer,
  options: ParameterOptions = {},
): ParameterSpec<RankOf<Shape>> {
  checkValue('parameterSpec: the shape', shape, shapeKind);
  checkValue('parameterSpec: the initializer', initial, is.callback);
  const { perExpert = false, perGroup, table = perExpert, ownStep } = checkOptions('parameterSpec', options, kinds);
  const rank = `R${shape.length}` as RankOf<Shape>;
  const marks = { ...(perGroup && { perGroup }), ...(ownStep && { ownStep }) };
  return { kind: 'parameter', rank, shape, initial, perExpert, table, ...marks };
}

const shapeKind: Kind = {
  needs: 'a list of whole numbers from 0 up',
  fits: (x) => Array.isArray(x) && x.every(is.count.fits),
};

const flag = optional(is.flag);

const kinds = { perExpert: flag, perGroup: flag, table: flag, ownStep: flag };

/**
 * Whether the first axis enumerates experts, or groups of them: then a process may have some of its rows, its `shard`.
 *
 * @example
 * ```ts
 * const rows = isEnumerated(parameter) ? parameter.shard : undefined;
 * ```
 */
export function isEnumerated({ perExpert, perGroup = false }: Pick<ParameterSpec, 'perExpert' | 'perGroup'>): boolean {
  return perExpert || perGroup;
}
