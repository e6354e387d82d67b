import type * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  type Grouped,
  groupedMatMul,
  heldGroups,
  type Initializer,
  type Parameter,
  parameterSpec,
  type ParameterSpec,
  uniformFanIn,
} from '@outrageous/core';
import { checkGroups, checkWidth } from './checks.js';

/** What a gate with one matrix of logits is made from. */
export interface RouterOptions {
  /** The width d of the rows. */
  readonly width: number;
  /** The experts that each row chooses among: all of them, or those of its own group. */
  readonly experts: number;
  /** Gates in the bank, one for each group of rows; 1 (the default) is an ordinary gate. */
  readonly groups?: number;
}

/** The matrix of a router. */
export type RouterParameters = { readonly router: Parameter<tf.Rank.R3> };

/** A gate's logits, and what a gate with them says of itself. */
export interface Router {
  readonly described: Pick<Gate, 'operations' | 'groups' | 'experts' | 'inputWidth'> & {
    readonly parameters: { readonly router: ParameterSpec<tf.Rank.R3> };
  };
  /** float32 [rows, experts of the row's group] */
  logits(parameters: RouterParameters, input: Grouped): tf.Tensor2D;
}

/**
 * Logits that are linear in the rows: x · W, with a matrix [d, experts] for each group.
 *
 * @param gate whose name errors begin with
 */
export function linearRouter(gate: string, options: RouterOptions, initial: Initializer): Router {
  const { width, experts, groups = 1 } = options;
  return {
    described: {
      parameters: { router: parameterSpec([groups, width, experts], initial, { perGroup: groups > 1 }) },
      operations: width * experts,
      groups,
      experts: groups * experts,
      inputWidth: width,
    },
    logits({ router }, input) {
      checkWidth(gate, input, width);
      checkGroups(gate, input, groups);
      return groupedMatMul(heldGroups(input, router), router.read());
    },
  };
}

/**
 * How the matrix of a gate without noise starts: at zero, all rows would go to the experts with the lowest index.
 *
 * The variance is 0.1 / width, which Fedus et al. (2021, section 2.4) found to be stable.
 */
export const smallLogits = (width: number): Initializer => uniformFanIn(width, Math.sqrt(0.1));
