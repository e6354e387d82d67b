/** 8388608 → `8.4M`, 137577627648 → `137.6B`; smaller numbers keep their thousands: `545.6K`. */
export function compactCount(count: number): string {
  if (count >= 1e10) return `${(count / 1e9).toFixed(1)}B`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)}M`;
  return `${(count / 1e3).toFixed(1)}K`;
}

/** 12345 → `12,345` */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en');
}

/** Three significant digits: 83.2, 1.14, 0.0619; four in front of the point: 1,023. */
export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toLocaleString('en', { maximumFractionDigits: 1 }) : value.toPrecision(3);
}

/** 0.123 → `12%` */
export function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** 0.0412 → `4.1%` */
export function sharePercent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
