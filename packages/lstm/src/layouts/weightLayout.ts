import { leaves, type Parameter, type ParameterTree } from '@outrageous/core';
import { checkOptions, checkValue, type Kind, optional, type OptionKinds } from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';

/** How another library keeps the weights of a layer. */
export interface WeightLayout<Theirs> {
  /**
   * Gives a layer's parameters the values of weights in the other layout, which stay the caller's.
   *
   * @throws Error when the parameters have other names or shapes than these weights need
   */
  assign(parameters: ParameterTree, theirs: Theirs): void;
  /**
   * A layer's parameters in the other layout: new tensors, owned by the caller.
   *
   * @throws Error when the parameters are those of another layer
   */
  read(parameters: ParameterTree): Theirs;
}

/** Weights by their names; some may be missing. */
type NamedWeights = { readonly [name: string]: tf.Tensor | undefined };

/** What weights in another layout may be. */
export const tensor: Kind = { needs: 'a tensor', fits: (x) => x instanceof tf.Tensor };
export const maybeTensor = optional(tensor);

/** What another library's weights have to be, and what they are as ours. */
export interface Assigned<Theirs> {
  readonly theirs: Theirs;
  readonly kinds: OptionKinds<Theirs>;
  readonly make: (theirs: Theirs) => NamedWeights;
}

/**
 * Gives parameters the values of weights of the same names.
 *
 * @param layout the layout's name, for the message
 */
export function assignWeights<Theirs extends object>(
  layout: string,
  parameters: ParameterTree,
  { theirs, kinds, make }: Assigned<Theirs>,
): void {
  checkOptions(layout, theirs, kinds);
  const weights = tf.tidy(() => make(theirs));
  const targets = leaves(parameters);
  try {
    checkSizes(layout, targets, weights);
    for (const parameter of targets) parameter.assign(tf.clone(weights[nameIn(parameter)]!));
  } finally {
    tf.dispose(weights);
  }
}

/** Teaches whose parameters a layout reads, where it got another layer's. */
export function checkNames(layout: string, parameters: ParameterTree, needed: readonly string[]): void {
  checkValue(`${layout}: the parameters`, parameters, {
    needs: `an object with ${needed.join(', ')}`,
    hint: 'give it the parameters of the one layer whose weights these are, such as the first of a stack',
    fits: (given) => needed.every((name) => name in Object(given)),
  });
}

function checkSizes(layout: string, parameters: readonly Parameter[], weights: NamedWeights): void {
  const needed = sizesOf(parameters.map((parameter) => [nameIn(parameter), parameter]));
  const got = sizesOf(Object.entries(weights));
  if (got === needed) return;
  throw new Error(
    `${layout}: the weights are those of a layer with ${got}, but the parameters are ${needed}; ` +
      'make the layer with the sizes of the weights',
  );
}

/** Names and shapes, in the order of the alphabet. */
function sizesOf(entries: readonly (readonly [string, { readonly shape: readonly number[] } | undefined])[]): string {
  return entries
    .flatMap(([name, value]) => (value ? [`${name} [${value.shape}]`] : []))
    .sort()
    .join(', ');
}

/** A parameter's name within its layer: the last part of its path. */
function nameIn({ name }: Parameter): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
