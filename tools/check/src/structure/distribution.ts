/** How numbers are spread. */
export interface Distribution {
  readonly median: number;
  /** Nine of ten are no larger. */
  readonly ninetieth: number;
  readonly largest: number;
}

/** The distribution of some numbers, each figure one of them; zeros where there are none. */
export function distributionOf(numbers: readonly number[]): Distribution {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), ninetieth: at(0.9), largest: at(1) };
}
