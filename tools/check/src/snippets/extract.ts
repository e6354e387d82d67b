/** A block of TypeScript in a document. */
export interface Snippet {
  /** The document, relative to the repository's root. */
  readonly document: string;
  /** The document's line on which the code begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** Only type-checked, because it shows a type or needs what a reader has and CI has not. */
  readonly typeOnly: boolean;
}

const BLOCK = /^```ts( no-run)?\n(.*?)^```$/gms;

/**
 * All blocks that begin with ```` ```ts ```` (executed) or ```` ```ts no-run ```` (type-checked only).
 *
 * @param document its path, for messages
 * @param text Markdown
 */
export function extractSnippets(document: string, text: string): Snippet[] {
  return [...text.matchAll(BLOCK)].map(({ 1: flag, 2: code, index }) => ({
    document,
    line: text.slice(0, index).split('\n').length + 1,
    code,
    typeOnly: flag !== undefined,
  }));
}
