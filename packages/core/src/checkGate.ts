import type { Gate } from './gate.js';

/** What a gate stands in front of. */
export interface GatedExperts {
  readonly experts: number;
  /** Says how many those are, such as `the pool has 3`. */
  readonly has: string;
  /** The width of the rows that they read, which the gate reads too. */
  readonly inputWidth: number;
}

/**
 * A gate fits experts when it is flat, chooses among as many as there are, and reads rows of the same width.
 *
 * @param name the function that errors speak of
 * @throws Error that says what doesn't fit
 * @example
 * ```ts
 * checkGate('recurrentExperts', gate, { experts: layers.length, has: `there are ${layers.length} layers`, inputWidth });
 * ```
 */
export function checkGate(name: string, gate: Gate, { experts, has, inputWidth }: GatedExperts): void {
  if (gate.groups !== 1) {
    throw new Error(
      `${name}: the gate is a bank of ${gate.groups} gates, needs a flat one (groups 1); ` +
        'put a primary gate in front of the bank: hierarchical(primary, bank)',
    );
  }
  if (gate.experts !== experts) {
    throw new Error(`${name}: the gate chooses among ${gate.experts} experts, ${has}; make both with the same number`);
  }
  const { inputWidth: width = inputWidth } = gate;
  if (width !== inputWidth) {
    throw new Error(
      `${name}: the gate reads rows of width ${width}, the experts of width ${inputWidth}, and both read the same rows; ` +
        `where those are ${inputWidth} wide, make the gate with width: ${inputWidth}, else the experts for ${width}`,
    );
  }
}
