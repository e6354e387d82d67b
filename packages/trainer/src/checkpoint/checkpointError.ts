/** A checkpoint that can't be opened, written, or used for what it was opened for. The message says what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** What is thrown for a file that no trainer has written so. */
export function damaged(name: string, what: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${name} is damaged: ${what}. Copy it again from where it was written, or use another checkpoint`,
  );
}
