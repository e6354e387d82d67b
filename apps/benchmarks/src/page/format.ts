import type { MarkdownColumn } from '@outrageous/lm';

/** Columns of a table: words in the first, numbers in all others. */
export function columns(first: string, ...others: readonly string[]): MarkdownColumn[] {
  return [{ head: first }, ...others.map((head) => ({ head, align: 'right' as const }))];
}

/** `211`, `21.1`, `2.11` */
export function milliseconds(value: number): string {
  return threeDigits(value);
}

/** `173` */
export function gigaflops(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}

/** `65%`, `4.2%` */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}

/** `1.31×` */
export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`;
}

/** `83.9 MB` */
export function megabytes(bytes: number): string {
  return `${threeDigits(bytes / 1e6)} MB`;
}

/** `9.84 GB` */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}

function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
