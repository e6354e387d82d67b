import {
  countParameters,
  type ExpertPool,
  type Gate,
  type Layer,
  leaves,
  type ParameterSpec,
  type ParameterSpecs,
  sizeOf,
} from '@outrageous/core';

/** A mixture in a model, and its experts as one of them is. */
export interface PlannedMixture {
  readonly experts: number;
  /** k: experts that see a token. */
  readonly expertsPerToken: number;
  /** The width d of the rows that go to experts, and dOut of those that come back. */
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** Parameters of one expert. */
  readonly parameters: number;
  /** Multiply-adds of one row through one expert. */
  readonly operations: number;
  /** Numbers that factored Adam remembers of one expert: a row and a column for each matrix (appendix D). */
  readonly factoredMoments: number;
  /** Of a hierarchy: its branches, how many of them see a token, and the parameters of all their gates. */
  readonly branches?: { readonly count: number; readonly perToken: number; readonly gateParameters: number };
}

/** A table of which a batch uses few rows: an embedding. */
export interface PlannedTable {
  readonly rows: number;
  readonly width: number;
}

/** A model as the planner sees it. */
export interface PlannedModel {
  /** The width d of its layers: a number is kept for each d multiply-adds of a token. */
  readonly width: number;
  /** What every device has: recurrent layers, gates, softmax; neither tables nor experts. */
  readonly shared: {
    readonly parameters: number;
    /** Multiply-adds per token. */
    readonly operations: number;
  };
  readonly tables: readonly PlannedTable[];
  readonly mixtures: readonly PlannedMixture[];
}

/** A gate and the pool that it was joined with. */
export interface JoinedMixture {
  readonly gate: Gate;
  readonly pool: ExpertPool;
}

/**
 * What the planner has to know of a model, from the descriptions that its layers give of themselves. Allocates nothing.
 *
 * @param layer the whole model
 * @param width the width d of its layers
 * @param mixtures the gates and pools in it
 * @example
 * ```ts
 * const planned = plannedModel(model, 512, [{ gate, pool }]);
 * ```
 */
export function plannedModel(
  { parameters, operations }: Pick<Layer<never, unknown>, 'parameters' | 'operations'>,
  width: number,
  mixtures: readonly JoinedMixture[],
): PlannedModel {
  const tables = leaves(parameters).filter(({ table, perExpert }) => table && !perExpert);
  const elsewhere = [...tables, ...mixtures.map(({ pool }) => pool.parameters)];
  const inExperts = sum(mixtures.map(({ gate, pool }) => gate.expertsPerToken * pool.operations));
  return {
    width,
    shared: {
      parameters: countParameters(parameters) - sum(elsewhere.map(countParameters)),
      operations: operations - inExperts,
    },
    tables: tables.map(({ shape: [rows, ...sides] }) => ({ rows, width: sizeOf(sides) })),
    mixtures: mixtures.map(plannedMixture),
  };
}

function plannedMixture({ gate, pool }: JoinedMixture): PlannedMixture {
  const one = pool.part(0, 1).parameters;
  return {
    experts: pool.experts,
    expertsPerToken: gate.expertsPerToken,
    inputWidth: pool.inputWidth,
    outputWidth: pool.width,
    parameters: countParameters(pool.parameters) / pool.experts,
    operations: pool.operations,
    factoredMoments: sum(leaves(one).map(factoredMoments)),
    branches: gate.primary && branchesOf(gate.parameters, gate.primary),
  };
}

function branchesOf(whole: ParameterSpecs, primary: Gate): PlannedMixture['branches'] {
  return {
    count: primary.experts,
    perToken: primary.expertsPerToken,
    gateParameters: countParameters(whole) - countParameters(primary.parameters),
  };
}

/** Rows + columns of a matrix, and all of a vector; the first axis of what is per expert is the expert. */
function factoredMoments({ shape, perExpert }: ParameterSpec): number {
  const sides = perExpert ? shape.slice(1) : shape;
  if (sides.length < 2) return sizeOf(sides);
  const [rows, columns] = sides.slice(-2);
  return sizeOf(sides.slice(0, -2)) * (rows + columns);
}

/** The sum of some numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
