/**
 * What to print of an error: its message. With OUTRAGEOUS_STACK=1 in the environment, its stack as well.
 */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `outrageous-lm: ${String(error)}`;
  const stack = process.env.OUTRAGEOUS_STACK === '1' ? `\n${error.stack}` : '';
  return `outrageous-lm: ${error.message}${stack}`;
}
