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
 * Examples of docstrings that are whole programs: those that import something. Others show a line or two, in whose place
 * names stand for what a reader has.
 *
 * @param document as {@link extractSnippets} takes it
 * @param text TypeScript
 */
export function extractExamples(document: string, text: string): Snippet[] {
  const uncommented = text.replaceAll(/^ +\* ?/gm, '');
  return extractSnippets(document, uncommented).filter(({ code }) => /^import /m.test(code));
}

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
