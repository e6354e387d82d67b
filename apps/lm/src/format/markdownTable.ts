/** A column of a Markdown table. */
export interface MarkdownColumn {
  readonly head: string;
  /** Numbers stand on the right; the default is the left. */
  readonly align?: 'left' | 'right';
}

/**
 * A table as Markdown has them.
 *
 * @param rows one entry for each column
 * @example
 * ```ts
 * markdownTable([{ head: 'model' }, { head: 'ms', align: 'right' }], [['moe-32', 211]]);
 * ```
 */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const heads = columns.map(({ head }) => head);
  const dashes = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return [heads, dashes, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
