import * as tf from '@tensorflow/tfjs-core';
import {
  type Grouped,
  groupedMatMul,
  type Layer,
  oneGroup,
  type Parameter,
  parameterSpec,
  type ParameterTree,
  rowsOf,
  uniformFanIn,
  zeros,
} from '@outrageous/core';

/** What {@link linear} may be told. */
export interface LinearOptions {
  /** One matrix per expert; a single one for all rows where it isn't said. */
  readonly experts?: number;
  /** Multiplies the initial matrices, which keep the variance of their input. */
  readonly gain?: number;
  /** Adds a vector to each row; it starts at zero. */
  readonly bias?: boolean;
  /** Puts max(0, ·) after it. */
  readonly relu?: boolean;
  /** Makes the matrix a product of two, with so many numbers between them; one matrix where it isn't said. */
  readonly rank?: number;
}

/**
 * Each row times a matrix: y = x · W (+ b), or max(0, ·) of that, with the matrix of the row's expert or one for all.
 *
 * W is [experts, width, outputWidth] and b [experts, outputWidth]; without
 * `experts` they are [width, outputWidth] and [outputWidth]. With a `rank`, W is the product of two such
 * matrices, which are never multiplied with each other.
 */
export function linear(width: number, outputWidth: number, options: LinearOptions): Layer<Grouped, tf.Tensor2D> {
  const { experts, rank, ...rest } = options;
  if (rank !== undefined) return factored(width, outputWidth, { experts, rank, ...rest });
  return experts === undefined ? one(width, outputWidth, rest) : oneEach(width, outputWidth, { ...rest, experts });
}

/** The matrix of {@link linear} as a product: y = x · W_into · W_outOf (+ b). */
function factored(
  width: number,
  outputWidth: number,
  { rank, experts, ...options }: LinearOptions & { readonly rank: number },
): Layer<Grouped, tf.Tensor2D> {
  const [into, outOf] = [linear(width, rank, { experts }), linear(rank, outputWidth, { experts, ...options })];
  return {
    parameters: { into: into.parameters, outOf: outOf.parameters },
    operations: into.operations + outOf.operations,
    apply: (parameters: Record<'into' | 'outOf', ParameterTree>, grouped, context) =>
      outOf.apply(parameters.outOf, { ...grouped, rows: into.apply(parameters.into, grouped, context) }, context),
  };
}

/** One matrix for all rows. */
function one(
  width: number,
  outputWidth: number,
  { gain = 1, bias = false, relu: rectified = false }: LinearOptions,
): Layer<Grouped, tf.Tensor2D> {
  const weight = parameterSpec([width, outputWidth], uniformFanIn(width, gain));
  return {
    parameters: bias ? { weight, bias: parameterSpec([outputWidth], zeros) } : { weight },
    operations: width * outputWidth,
    apply(parameters: { weight: Parameter<tf.Rank.R2>; bias?: Parameter<tf.Rank.R1> }, { rows }) {
      return groupedMatMul(oneGroup(rows), tf.expandDims<tf.Tensor3D>(parameters.weight.read()), {
        bias: parameters.bias && tf.expandDims<tf.Tensor2D>(parameters.bias.read()),
        activation: rectified ? 'relu' : 'none',
      });
    },
  };
}

/** One matrix for each expert. Those whose experts have no rows cost nothing, neither forward nor in the gradient. */
function oneEach(
  width: number,
  outputWidth: number,
  { experts, gain = 1, bias = false, relu: rectified = false }: LinearOptions & { readonly experts: number },
): Layer<Grouped, tf.Tensor2D> {
  const weight = parameterSpec([experts, width, outputWidth], uniformFanIn(width, gain), { perExpert: true });
  const vectors = () => parameterSpec([experts, outputWidth], zeros, { perExpert: true });
  return {
    parameters: bias ? { weight, bias: vectors() } : { weight },
    operations: width * outputWidth,
    apply(parameters: { weight: Parameter<tf.Rank.R3>; bias?: Parameter<tf.Rank.R2> }, grouped) {
      return groupedMatMul(grouped, rowsOf(parameters.weight), {
        bias: parameters.bias && rowsOf(parameters.bias),
        activation: rectified ? 'relu' : 'none',
      });
    },
  };
}
