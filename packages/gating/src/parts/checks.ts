import type { Gate, Grouped } from '@outrageous/core';
import { checkValue, type Kind, optional, type OptionalKind } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/** What a gate that learns nothing is made from. */
export const bankKinds = { experts: is.size, groups: optional(is.size) };

/** What a gate with a matrix of logits is made from. */
export const routerKinds = { width: is.size, ...bankKinds };

/** What need not be given, with what is usual. */
export function usually(usual: number, kind: Kind = is.notNegative): OptionalKind {
  return optional({ ...kind, hint: `${usual} is usual` });
}

/** @throws TypeError when what a wrapper gets is no gate */
export function checkIsGate(wrapper: string, gate: Gate): void {
  checkValue(`${wrapper} gate`, gate, is.gate);
}

/** @throws RangeError when a row can't go to so many experts */
export function checkK(gate: string, k: number, experts: number): void {
  if (k <= experts) return;
  throw new RangeError(
    `${gate}: a row can't go to k = ${k} of ${experts} experts; choose k from 1 to ${experts}, or add experts`,
  );
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
