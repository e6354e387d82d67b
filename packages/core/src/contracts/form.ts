import * as tf from '@tensorflow/tfjs-core';
import { shown as shownOfAny } from '../options/shown.js';
import { namedTensors, type TensorTree } from '../tensorTree.js';

/** What a member of a contract must be. */
export interface Form {
  /** Goes on after `needs to be`, such as `a tensor of float32 [6]`. */
  readonly needs: string;
  readonly fits: (value: unknown) => boolean;
  /** Says what a value is that doesn't fit; {@link shown} where it isn't said. */
  readonly shows?: (value: unknown) => string;
}

/** The members of a contract by name. */
export type Forms = Readonly<Record<string, Form>>;

/**
 * What is wrong with a value that needs certain members, its own or inherited; `undefined` where nothing is.
 *
 * It looks at kinds, shapes and dtypes, which are known without reading a device back.
 *
 * @returns such as `its 'weight' needs to be a tensor of float32 [6], and is a tensor of float32 [5]`
 * @example
 * ```ts
 * const fault = faultIn(gateForms, made);
 * if (fault) throw new TypeError(`${name} gave no gate: ${fault}`);
 * ```
 */
export function faultIn(forms: Forms, value: unknown): string | undefined {
  if (!isRecord(value)) return `it gave ${value === undefined ? 'undefined' : shown(value)}${adviceOn(value)}`;
  for (const [name, form] of Object.entries(forms)) {
    const fault = faultOf(`its '${name}'`, form, Reflect.get(value, name));
    if (fault) return fault;
  }
  return undefined;
}

/**
 * Throws where something is wrong.
 *
 * @param what who gave what, such as `mixture: the gate gave no routing`
 * @param fault what {@link faultIn} and its like found
 * @throws TypeError with both
 * @example
 * ```ts
 * refuse('mixture: the gate gave no routing', faultInRouting(routing));
 * ```
 */
export function refuse(what: string, fault: string | undefined): void {
  if (fault) throw new TypeError(`${what}: ${fault}`);
}

/** What is wrong with a single value, as {@link faultIn} says it of a member. */
export function faultOf(what: string, { needs, fits, shows = shown }: Form, value: unknown): string | undefined {
  if (fits(value)) return undefined;
  return `${what} needs to be ${needs}, and is ${isPromise(value) ? shown(value) : shows(value)}${adviceOn(value)}`;
}

/** A function, told by how it is called. */
export function functionForm(call: string): Form {
  return { needs: `a function ${call}`, fits: (value) => typeof value === 'function' };
}

/** A tensor; a side that is a name may be of any length. */
export function tensorForm(dtype: tf.DataType, shape: readonly (number | string)[], why = ''): Form {
  return {
    needs: `a tensor of ${dtype} [${shape}]${why}`,
    fits: (value) =>
      isTensor(value) &&
      value.dtype === dtype &&
      value.rank === shape.length &&
      shape.every((side, i) => typeof side === 'string' || side === value.shape[i]),
  };
}

/** Nothing but one value. */
export function equalForm(needed: number, why: string): Form {
  return { needs: `${needed}, ${why}`, fits: (value) => value === needed };
}

/** The same form, which may also be absent. */
export function optionalForm(form: Form): Form {
  return { ...form, fits: (value) => value === undefined || form.fits(value) };
}

/** Any tree of tensors. */
export const treeForm: Form = { needs: 'a tree of tensors: a tensor, a list or a record of such', fits: isTree };

/** A tree of tensors with the same names, shapes and dtypes as another. */
export function likeForm(tree: TensorTree, why: string): Form {
  const needed = describe(tree);
  return {
    needs: `${needed || 'without tensors'}, ${why}`,
    fits: (value) => isTree(value) && describe(value) === needed,
    shows: (value) => (isTree(value) ? describe(value) || 'without tensors' : shown(value)),
  };
}

/** A value in a few words: its kind, and of tensors shape and dtype. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (isPromise(value)) return 'a promise';
  if (isTensor(value)) return `a tensor of ${value.dtype} [${value.shape}]`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return shownOfAny(value);
}

/** What to do about a promise, which then nobody waits for: should it fail, that isn't to end the process. */
function adviceOn(value: unknown): string {
  if (!isPromise(value)) return '';
  value.then(undefined, () => undefined);
  return '; it may not be asynchronous: what has to be waited for can be done before';
}

function describe(tree: TensorTree): string {
  return namedTensors(tree)
    .map(([path, { dtype, shape }]) => `${path || 'a tensor'} of ${dtype} [${shape}]`)
    .join(', ');
}

function isTree(value: unknown): value is TensorTree {
  if (isTensor(value)) return !value.isDisposed;
  return typeof value === 'object' && value !== null && !isPromise(value) && Object.values(value).every(isTree);
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isPromise(value) && !isTensor(value) && !Array.isArray(value);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
