import ts from 'typescript';
import type { Source } from './sources.js';

/** So many tokens that follow each other, and are elsewhere too, are a run. */
const TOKENS = 60;

/**
 * How many runs of at least 60 tokens scripts have that an earlier place has too; imports don't count.
 *
 * A run counts once for each place after the first, however long it is.
 */
export function countDuplicates(scripts: readonly Source[]): number {
  const seen = new Set<string>();
  return scripts.map((script) => repeatedRuns(tokensOf(script), seen)).reduce((sum, runs) => sum + runs, 0);
}

/** Counts where a repeated run begins, and notes what the file adds to what was seen. */
function repeatedRuns(tokens: readonly string[], seen: Set<string>): number {
  let runs = 0;
  let inside = false;
  for (let at = 0; at + TOKENS <= tokens.length; at++) {
    const window = tokens.slice(at, at + TOKENS).join(' ');
    const repeated = seen.has(window);
    if (repeated && !inside) runs++;
    inside = repeated;
    seen.add(window);
  }
  return runs;
}

/** All tokens of a script but those of imports and comments. */
function tokensOf({ path, text }: Source): string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return tree.statements
    .filter((statement) => !ts.isImportDeclaration(statement))
    .flatMap((one) => leavesOf(one, tree));
}

function leavesOf(node: ts.Node, tree: ts.SourceFile): string[] {
  const children = node
    .getChildren(tree)
    .filter(({ kind }) => kind < ts.SyntaxKind.FirstJSDocNode || kind > ts.SyntaxKind.LastJSDocNode);
  return children.length === 0 ? [node.getText(tree)] : children.flatMap((child) => leavesOf(child, tree));
}
