import * as tf from '@tensorflow/tfjs-core';
import { type Parameter, slotParameter, zerosLike } from '@outrageous/core';
import type { Parameterwise } from '../parameterwise.js';
import type { Moment } from './plain.js';

/** Two moments, and of a table the step at which each row was last updated, float32 [rows]. */
export const moments: Pick<Parameterwise<Moment | 'lastStep'>, 'slots' | 'initial'> = {
  slots: ({ table }) => (table ? ['firstMoment', 'secondMoment', 'lastStep'] : ['firstMoment', 'secondMoment']),
  initial: (parameter, slot) => (slot === 'lastStep' ? noLastStep(parameter) : zerosLike(parameter, slot)),
};

function noLastStep(parameter: Parameter): Parameter {
  return slotParameter(parameter, 'lastStep', tf.zeros([parameter.shape[0]]));
}
