import type { Gate } from './gate.js';

/**
 * A gate fits experts when it is flat and chooses among as many as there are.
 *
 * @param name the function that errors speak of
 * @param has says how many experts there are, such as `the pool has 3`
 * @throws Error that says what doesn't fit
 * @example
 * ```ts
 * checkGate('recurrentExperts', gate, layers.length, `there are ${layers.length} layers`);
 * ```
 */
export function checkGate(name: string, gate: Gate, experts: number, has: string): void {
  if (gate.groups !== 1) {
    throw new Error(
      `${name}: the gate is a bank of ${gate.groups} gates, needs a flat one (groups 1); ` +
        'put a primary gate in front of the bank: hierarchical(primary, bank)',
    );
  }
  if (gate.experts !== experts) {
    throw new Error(`${name}: the gate chooses among ${gate.experts} experts, ${has}; make both with the same number`);
  }
}
