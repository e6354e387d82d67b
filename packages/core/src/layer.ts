import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { Grouped } from './grouped.js';
import type { Key } from './key.js';
import { foldIn } from './key.js';
import type { ParameterSpecs, ParameterTree } from './parameter.js';
import type { Routing } from './routing.js';

/**
 * What a layer may know beside its parameters and its input.
 *
 * Everything random comes from `key`: the same key gives the same numbers on
 * every backend. A layer that draws more than once folds a name or an index
 * into it first (see {@link childContext}).
 */
export interface Context {
  /** Noise and dropout are on only while training. */
  readonly training: boolean;
  readonly key: Key;
  /**
   * int32 [rows]: the word (or whatever else a model reads) that each row of the
   * input stands for, where the model knows: for gates that go by it, such as
   * hashing. Whoever hands rows on in another order hands these on likewise, or not
   * at all: experts get none.
   */
  readonly ids?: Tensor1D;
  /**
   * Of a gate whose branches lie elsewhere: makes of the bank of their gates one that runs there. A hierarchy calls it in
   * place of its bank, and hands it on to neither of its parts; see `primary` of a gate.
   */
  readonly placed?: (bank: GateBank) => GateBank;
}

/**
 * A pure function with parameters: nothing is hidden, nothing is remembered.
 *
 * A layer is a plain record that a factory returns. It *describes* its
 * parameters (`parameters`) and its cost (`operations`) without allocating
 * anything, so that a model of billions of parameters can be counted, planned
 * and sharded in microseconds; `initialize` turns the description into storage.
 *
 * @typeParam Input what `apply` takes, with its shapes
 * @typeParam Output what `apply` gives, with its shapes
 *
 * @example
 * ```ts
 * function scale(width: number): Layer<Tensor2D, Tensor2D> {
 *   const parameters = { factor: parameterSpec([width], ones) };
 *   return {
 *     parameters,
 *     operations: 0,
 *     apply: ({ factor }: ParametersOf<typeof parameters>, x) => tf.mul(x, factor.read()),
 *   };
 * }
 * ```
 */
export interface Layer<Input, Output> {
  /** The tree of parameters, as descriptions. */
  readonly parameters: ParameterSpecs;
  /**
   * Multiply-adds for one row of input (one token at one time step), as the
   * paper counts them (section 4): matrix multiplications, not biases,
   * activations or look-ups. Of conditional parts only the active ones count.
   */
  readonly operations: number;
  /**
   * @param parameters the tree that `parameters` describes, with a `Parameter` at
   *   each leaf; a layer annotates it as `ParametersOf<typeof parameters>`
   */
  apply(parameters: ParameterTree, input: Input, context: Context): Output;
}

/**
 * What decides in each group of rows which of the group's experts see them: what a gate is to whoever runs it.
 *
 * It stands beside {@link Context}, which may say where a bank runs.
 */
export interface GateBank extends Layer<Grouped, Routing> {
  /** Groups of rows that the gate expects: 1 for a flat gate. */
  readonly groups: number;
  /** Experts in all groups together. */
  readonly experts: number;
}

/**
 * The context for a part of a layer: the same, with `name` folded into its key,
 * so that no two parts draw the same numbers.
 *
 * @example
 * ```ts
 * layers.reduce((x, layer, i) => layer.apply(parameters[i], x, childContext(context, i)), x);
 * ```
 */
export function childContext(context: Context, name: string | number): Context {
  return { ...context, key: foldIn(context.key, name) };
}
