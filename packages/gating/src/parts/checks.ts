import type { Grouped } from '@outrageous/core';

/** @throws RangeError that names the first of a gate's sizes that is not a whole number from 1 up */
export function checkSizes(gate: string, sizes: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${gate}: ${name} must be a whole number from 1 up, got ${value}`);
    }
  }
}

/** @throws RangeError when a row can't go to so many experts */
export function checkK(gate: string, k: number, experts: number): void {
  checkSizes(gate, { k });
  if (k <= experts) return;
  throw new RangeError(
    `${gate}: a row can't go to k = ${k} of ${experts} experts; choose k from 1 to ${experts}, or add experts`,
  );
}

/** @throws RangeError when the weight of a loss is negative or not finite */
export function checkWeight(loss: string, weight: number, usual: number): void {
  if (weight >= 0 && Number.isFinite(weight)) return;
  throw new RangeError(`${loss} must be 0 or more, got ${weight}; ${usual} is usual`);
}

/** @throws Error when the rows are not as wide as those that the gate was made for */
export function checkWidth(gate: string, { rows }: Grouped, width: number): void {
  if (rows.shape[1] === width) return;
  throw new Error(
    `${gate}: got rows [${rows.shape}], needs [rows, ${width}]; make the gate with width: ${rows.shape[1]}`,
  );
}

/** @throws Error when the rows are not in as many groups as the gate was made for */
export function checkGroups(gate: string, { groups: given }: Grouped, groups: number): void {
  if (given === groups) return;
  throw new Error(`${gate}: got rows in ${given} groups, needs ${groups}; make the gate with groups: ${given}`);
}

/** One kept weight that is made to be 1, whatever its score: the task teaches such a gate nothing. */
export function warnWithoutTaskGradient(gate: string, { experts, k }: Record<'experts' | 'k', number>): void {
  if (k > 1 || experts === 1) return;
  console.warn(
    `${gate}: with k = 1 the one weight is always 1, so the task has no gradient to the gate. ` +
      'Use k: 2 or more, or switchGate, which weighs its one expert by the softmax over all experts.',
  );
}

/** @throws RangeError when rows can't get so many experts on average */
export function checkPerToken(gate: string, expertsPerToken: number, experts: number): void {
  if (expertsPerToken > 0 && expertsPerToken <= experts) return;
  throw new RangeError(
    `${gate}: expertsPerToken must be above 0 and at most ${experts}, the number of experts, got ${expertsPerToken}`,
  );
}
