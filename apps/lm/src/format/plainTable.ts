import Table, { type HorizontalAlignment } from 'cli-table3';

/** A table without lines. */
export interface PlainTable {
  readonly head: readonly string[];
  readonly align: readonly HorizontalAlignment[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Lays a table out, two spaces between its columns. */
export function plainTable({ head, align, rows }: PlainTable): string {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 2 };
  const table = new Table({ head: [...head], colAligns: [...align], style, chars: borderless });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replace(/ +$/gm, '');
}

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
