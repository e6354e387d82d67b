/** A text in two: what the models learn from, and what the gate learns from. */
export interface DividedText {
  readonly models: Int32Array;
  readonly gate: Int32Array;
}

const PIECES = 100;

/** Of every so many pieces, the last is for the gate. */
const CYCLE = 10;

/**
 * Cuts a text into 100 equal pieces, of which every tenth is for the gate and all others are for the models.
 *
 * The gate has to see the models on text that they don't know: on their own, the one that learned it by heart would look
 * best. Its pieces are spread over the whole, so that it sees every kind of text.
 */
export function divide(ids: Int32Array): DividedText {
  const pieces = Array.from({ length: PIECES }, (_, i) => ids.subarray(at(ids, i), at(ids, i + 1)));
  const isForGate = (i: number) => i % CYCLE === CYCLE - 1;
  return { models: join(pieces.filter((_, i) => !isForGate(i))), gate: join(pieces.filter((_, i) => isForGate(i))) };
}

/** Where a piece begins. */
function at({ length }: Int32Array, piece: number): number {
  return Math.floor((length * piece) / PIECES);
}

function join(pieces: readonly Int32Array[]): Int32Array {
  return Int32Array.from(pieces.flatMap((piece) => Array.from(piece)));
}
