import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient, type Parameter, slotParameter, zerosLike } from '@outrageous/core';
import type { Parameterwise, Target, TargetUpdate } from '../parameterwise.js';
import type { Slots } from '../slots.js';
import type { CatchUp } from './catchUp.js';

/**
 * An update of a table whose rows have a gradient at some steps alone, as if it were zero at the others: before a row is
 * updated, it makes up for the steps since the last time.
 *
 * Without it, what an optimizer remembers of a row would neither fade nor move it until a gradient names it again: rare words
 * would learn slowly.
 */
export function withCatchUp<Slot extends string>(
  update: TargetUpdate<Slot>,
  catchUp: CatchUp<Slot>,
  step: number,
): TargetUpdate<Slot | 'lastStep'> {
  return (target) => {
    const { lastStep } = target.slots as Partial<Slots<'lastStep'>>;
    if (lastStep) catchUp(target, { lastStep, rows: rowsOf(target), step });
    update(target);
  };
}

/** Slots of zeros, and of a table the step at which each row was last updated, float32 [rows]. */
export function slotsWithLastStep<Slot extends string>(
  slots: readonly Slot[],
): Pick<Parameterwise<Slot | 'lastStep'>, 'slots' | 'initial'> {
  return {
    slots: ({ table }) => (table ? [...slots, 'lastStep'] : slots),
    initial: (parameter, slot) => (slot === 'lastStep' ? noLastStep(parameter) : zerosLike(parameter, slot)),
  };
}

function noLastStep(parameter: Parameter): Parameter {
  return slotParameter(parameter, 'lastStep', tf.zeros([parameter.shape[0]]));
}

function rowsOf({ gradient, parameter }: Target<never>): tf.Tensor1D {
  return isRowGradient(gradient) ? gradient.rows : tf.range(0, parameter.shape[0], 1, 'int32');
}
