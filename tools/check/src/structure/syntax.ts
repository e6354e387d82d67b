import ts from 'typescript';
import type { Source } from './sources.js';

/** A function that has a name, and its lines from the signature to the end; its docstring doesn't count. */
export interface NamedFunction {
  readonly name: string;
  readonly lines: number;
}

/**
 * The functions of a script that have a name: declarations, methods, and what is assigned to a name.
 *
 * A callback without one is a part of the function that it stands in.
 */
export function functionsOf(source: Source): NamedFunction[] {
  const tree = treeOf(source);
  return nodesOf(tree).flatMap((node) => {
    const name = nameOfFunction(node);
    return name === undefined ? [] : [{ name: name.getText(tree), lines: linesBetween(tree, node) }];
  });
}

/** How often a script turns the compiler off: `as` (but `as const`), `any`, `!`, and JSDoc's cast. */
export function countCasts(source: Source): number {
  return nodesOf(treeOf(source)).filter(isCast).length;
}

function treeOf({ path, text }: Source): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function nodesOf(node: ts.Node): ts.Node[] {
  const nodes = [node];
  node.forEachChild((child) => void nodes.push(...nodesOf(child)));
  return nodes;
}

/** `undefined` where a node is no function, has no body, or has no name. */
function nameOfFunction(node: ts.Node): ts.Node | undefined {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return nameOfPlace(node.parent);
  if (ts.isConstructorDeclaration(node)) return node.parent.name;
  return ts.isFunctionLike(node) && 'body' in node && node.body ? node.name : undefined;
}

/** The name that a value is given: that of a variable or of a property. */
function nameOfPlace(node: ts.Node): ts.Node | undefined {
  const named = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node);
  return named ? node.name : undefined;
}

function linesBetween(tree: ts.SourceFile, node: ts.Node): number {
  const [first, last] = [node.getStart(tree), node.end].map((at) => tree.getLineAndCharacterOfPosition(at).line);
  return last - first + 1;
}

function isCast(node: ts.Node): boolean {
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return !ts.isConstTypeReference(node.type);
  if (ts.isParenthesizedExpression(node)) return isJsDocCast(node);
  return node.kind === ts.SyntaxKind.AnyKeyword || ts.isNonNullExpression(node);
}

function isJsDocCast(node: ts.ParenthesizedExpression): boolean {
  const tag = ts.getJSDocTypeTag(node);
  return tag?.parent.parent === node && !ts.isConstTypeReference(tag.typeExpression.type);
}
