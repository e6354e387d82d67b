/** Slots that leave: the expert of each, and the token that it is a slot of. */
export interface LeavingSlots {
  readonly token: ArrayLike<number>;
  readonly expert: ArrayLike<number>;
}

/** Each token once for each rank that has experts of it: what travels in place of a row for each slot. */
export interface Visits {
  /** The token of each visit, rank after rank. */
  readonly token: readonly number[];
  /** Visits to each rank, [size]. */
  readonly counts: readonly number[];
  /** The slots, rank after rank. */
  readonly slot: readonly number[];
  /** Slots for each rank, [size]. */
  readonly slotCounts: readonly number[];
  /** Of each of these slots, its expert as the rank numbers them, and which of the visits to the rank it is of. */
  readonly place: readonly (readonly [expert: number, visit: number])[];
}

/** Visits to one rank. */
interface RankVisits {
  /** The number of the visit of each token that was seen, in the order of numbers. */
  readonly tokens: Map<number, number>;
  readonly slot: number[];
  readonly place: (readonly [expert: number, visit: number])[];
}

/**
 * Which visits some slots ask for.
 *
 * @param first the first expert of each rank, and behind them the number of experts
 */
export function visitsOf({ token, expert }: LeavingSlots, first: readonly number[]): Visits {
  const ranks: RankVisits[] = first.slice(1).map(() => ({ tokens: new Map(), slot: [], place: [] }));
  for (let slot = 0; slot < expert.length; slot++) {
    const rank = first.findLastIndex((start) => start <= expert[slot]);
    const { tokens, ...to } = ranks[rank];
    const visit = tokens.get(token[slot]) ?? tokens.size;
    tokens.set(token[slot], visit);
    to.slot.push(slot);
    to.place.push([expert[slot] - first[rank], visit]);
  }
  return {
    token: ranks.flatMap(({ tokens }) => [...tokens.keys()]),
    counts: ranks.map(({ tokens }) => tokens.size),
    slot: ranks.flatMap(({ slot }) => slot),
    slotCounts: ranks.map(({ slot }) => slot.length),
    place: ranks.flatMap(({ place }) => place),
  };
}

/**
 * The rows that slots belong to, where visits arrived rank after rank: each slot knows which of its rank's visits it
 * is of.
 *
 * @param visit of each slot, rank after rank
 * @param slotCounts slots from each rank
 * @param counts visits from each rank
 */
export function rowsOfSlots(
  visit: readonly number[],
  slotCounts: ArrayLike<number>,
  counts: ArrayLike<number>,
): number[] {
  const rows: number[] = [];
  let before = 0;
  for (let rank = 0; rank < counts.length; rank++) {
    for (let i = 0; i < slotCounts[rank]; i++) rows.push(before + visit[rows.length]);
    before += counts[rank];
  }
  return rows;
}
