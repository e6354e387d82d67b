import * as tf from '@tensorflow/tfjs-core';
import { type Gradient, type Optimizer, type Parameter, type Update, zerosLike } from '@outrageous/core';
import { slotsByName, slotsOf, type Slots } from './slots.js';

/** A parameter that is to be updated, and all that its update needs. */
export interface Target<Slot extends string> {
  readonly parameter: Parameter;
  readonly slots: Slots<Slot>;
  /** One of a few rows updates these rows alone, and moves their part of the slots alone. */
  readonly gradient: Gradient;
  /** Multiplies the gradient; default 1. */
  readonly scale?: tf.Scalar;
}

/** Updates one parameter and its slots in place; what else it makes is freed by the caller. */
export type TargetUpdate<Slot extends string> = (target: Target<Slot>) => void;

/** An optimizer that looks at each parameter by itself. */
export interface Parameterwise<Slot extends string> {
  /** The slots that a parameter has, by name. */
  readonly slots: (parameter: Parameter) => readonly Slot[];
  /** One of them before the first step; zeros of the parameter's shape where it isn't said. */
  readonly initial?: (parameter: Parameter, slot: Slot) => Parameter;
  /** What is done at a step, counted from 1, to every parameter that has a gradient. */
  readonly at: (step: number) => TargetUpdate<Slot>;
}

/**
 * Makes an optimizer of what is done to a single parameter.
 *
 * `init` throws an Error where a parameter takes its own steps: `withOwnSteps` keeps them away.
 */
export function parameterwise<Slot extends string>({ slots, initial = zerosLike, at }: Parameterwise<Slot>): Optimizer {
  const initialSlots = (parameter: Parameter) =>
    Object.fromEntries(slots(parameter).map((slot) => [slot, initial(parameter, slot)]));
  const scaled = (scale?: tf.Scalar): Update => ({
    update: (gradients, state) =>
      tf.tidy(() => {
        const update = at(++state.step);
        for (const [parameter, gradient] of gradients) {
          update({ parameter, gradient, scale, slots: slotsOf(state.slots, parameter, slots(parameter)) });
        }
      }),
  });
  return {
    init(parameters) {
      requireNoOwnSteps(parameters);
      return { step: 0, slots: slotsByName(parameters, initialSlots) };
    },
    ...scaled(),
    scaled,
  };
}

function requireNoOwnSteps(parameters: readonly Parameter[]): void {
  const own = parameters.find(({ ownStep }) => ownStep);
  if (!own) return;
  throw new Error(
    `optimizer: the gradient of ${own.name} is its own step, which no optimizer may change; ` +
      'wrap what clips and moves the rest: withOwnSteps(clipByGlobalNorm(1, adam(…)))',
  );
}
