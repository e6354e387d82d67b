const prefixes = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
] as const;

/** A number with a unit, to three digits: 8.6e9, 'B' → `8.6 GB`; 0.0123, 's' → `12.3 ms`. */
export function quantity(value: number, unit: string): string {
  const [size, prefix] = prefixes.find(([factor]) => value >= factor) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))} ${prefix}${unit}`;
}

/** A share as percent: 0.234 → `23%`, 0.0123 → `1.2%`. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}

/** A count, to three digits: 1171.9 → `1,170`. */
export function about(count: number): string {
  return Number(count.toPrecision(3)).toLocaleString('en');
}
