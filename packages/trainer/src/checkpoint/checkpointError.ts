/** A checkpoint that can't be opened, written, or used for what it was opened for. The message says what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}
