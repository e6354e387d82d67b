import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, type Gradients, isRowGradient, type Parameter, type Pending } from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';

/** A parameter that some rank has a gradient for. */
export interface Announced {
  readonly parameter: Parameter;
  /** The rows that some rank names, ascending; absent where some rank has the gradient as a whole. */
  readonly rows?: readonly number[];
}

/**
 * Finds out which gradients there are to be summed, because ranks may have different ones: each tells the others
 * which parameters its loss reached, and of tables which rows.
 *
 * In one message: a parameter has a number, and each row of a table has one behind that.
 */
export function announce(
  gradients: Gradients,
  parameters: readonly Parameter[],
  communicator: Communicator,
): Pending<readonly Announced[]> {
  const { first, end } = numbered(parameters);
  const own = parameters.flatMap((parameter, i) => numbersOf(gradients, parameter, first[i]));
  const all = communicator.allGather(tf.tensor1d(own, 'int32'));
  return {
    wait() {
      const named = marked(readNow('dataParallel', all.wait()), end);
      return parameters.flatMap((parameter, i) => announced(parameter, named.subarray(first[i])));
    },
  };
}

/** The number of each parameter, and the first that is free. */
function numbered(parameters: readonly Parameter[]): { readonly first: readonly number[]; readonly end: number } {
  let end = 0;
  const first = parameters.map(({ table, shape }) => {
    const number = end;
    end += 1 + (table ? shape[0] : 0);
    return number;
  });
  return { first, end };
}

function numbersOf(gradients: Gradients, parameter: Parameter, first: number): number[] {
  const gradient = gradients.get(parameter);
  if (!gradient) return [];
  if (!isRowGradient(gradient)) return [first];
  const filled = readNow('dataParallel', gradient.rows).filter((row) => row >= 0);
  return Array.from(filled, (row) => first + 1 + row);
}

/** Of each number, whether it is among some. */
function marked(numbers: ArrayLike<number>, end: number): Uint8Array {
  const named = new Uint8Array(end);
  for (let i = 0; i < numbers.length; i++) named[numbers[i]] = 1;
  return named;
}

/** @param named from the number of the parameter on, whether somebody has a gradient */
function announced(parameter: Parameter, named: Uint8Array): Announced[] {
  if (named[0]) return [{ parameter }];
  const rows: number[] = [];
  const end = parameter.table ? parameter.shape[0] : 0;
  for (let row = 0; row < end; row++) if (named[1 + row]) rows.push(row);
  return rows.length > 0 ? [{ parameter, rows }] : [];
}
