import { isRowGradient, type Gradient, type Gradients, type Parameter } from '@outrageous/core';

/** Training went astray: a loss or a parameter is NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';

  /**
   * @param step the step that failed, counted from 1
   * @param what what has the bad value, such as `the loss is NaN`
   * @param culprit the first parameter or gradient with such a value, where one was found
   */
  constructor(
    readonly step: number,
    what: string,
    readonly culprit?: string,
  ) {
    const found =
      culprit === undefined ? 'all parameters and gradients are finite' : `the first bad value is in ${culprit}`;
    super(
      `step ${step}: ${what}; ${found}. Nothing was written since: go on from the last checkpoint with a lower ` +
        'learning rate, a longer warm-up, or clipByGlobalNorm around the optimizer',
    );
  }
}

/**
 * The first parameter, or else the first gradient, that holds a NaN or an infinity.
 *
 * @returns such as `parameter trunk/0/weight`, or undefined where all are finite
 */
export async function findCulprit(parameters: readonly Parameter[], gradients: Gradients): Promise<string | undefined> {
  for (const parameter of parameters) {
    if (!allFinite(await parameter.read().data())) return `parameter ${parameter.name}`;
  }
  for (const [parameter, gradient] of gradients) {
    if (!(await isFinite(gradient))) return `the gradient of ${parameter.name}`;
  }
  return undefined;
}

async function isFinite(gradient: Gradient): Promise<boolean> {
  if (!isRowGradient(gradient)) return allFinite(await gradient.data());
  const [rows, values] = [await gradient.rows.data(), await gradient.values.data()];
  const width = values.length / rows.length;
  return rows.every((row, i) => row < 0 || allFinite(values.subarray(i * width, (i + 1) * width)));
}

/** Whether there is neither a NaN nor an infinity. */
export function allFinite(numbers: ArrayLike<number>): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false;
  return true;
}
