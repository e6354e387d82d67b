/**
 * The line of a program's complaints that says most: the first that begins an error, else the last.
 *
 * @example
 * ```ts
 * tellingLine('WARNING: slow\nERROR: no room left\nbye'); // 'ERROR: no room left'
 * ```
 */
export function tellingLine(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.find((line) => /error:/i.test(line)) ?? lines[lines.length - 1]).trim();
}
