import { expect, test } from 'vitest';
import { countCasts, functionsOf } from './syntax.js';

test('functions have the lines from their signature to their end', () => {
  const text = `
/** Not counted. */
export function declared(x: number): number {
  return [x].map((y) => {
    return y;
  })[0];
}
const assigned = (): void => {};
export const record = {
  property: () =>
    1,
  method() {},
};
class Type {
  constructor() {
  }
}
declare function withoutBody(): void;
`;
  expect(functionsOf({ path: 'a.ts', text })).toEqual([
    { name: 'declared', lines: 5 },
    { name: 'assigned', lines: 1 },
    { name: 'property', lines: 2 },
    { name: 'method', lines: 1 },
    { name: 'Type', lines: 2 },
  ]);
});

test('casts are all that turns the compiler off', () => {
  const text = `
const a = x as unknown as string;
const b = [1] as const;
const c: any = <number>x;
const d = x!;
const e = x satisfies string;
`;
  expect(countCasts({ path: 'a.ts', text })).toBe(5);
});

test('a cast in JavaScript is a JSDoc type in front of parentheses', () => {
  const text = `
const a = /** @type {string} */ (x);
const b = /** @type {const} */ (['a']);
/** @type {string} */
const c = (x);
`;
  expect(countCasts({ path: 'a.mjs', text })).toBe(1);
});
