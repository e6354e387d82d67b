/** What the user can put right; shown without a trace. */
export class UsageError extends Error {
  override name = 'UsageError';
}
