import { expect, test } from 'vitest';
import { cyclesIn, importGraph } from './imports.js';

test('the graph has imports of every kind, into other packages too, and nothing of strangers', () => {
  const text = `
import { Buffer } from 'node:buffer';
import './gates/noisyTopK/noisyTopK.js';
import type { Gate } from '@outrageous/core';
export { cvSquared } from './losses/cvSquared.js';
export type Later = typeof import('./losses/balanced.js');
`;
  const names = ['gates/noisyTopK/noisyTopK', 'losses/cvSquared', 'losses/balanced'].map(
    (name) => `packages/gating/src/${name}.ts`,
  );
  const others = [...names, 'packages/core/src/index.ts'];
  const graph = importGraph([
    { path: 'packages/gating/src/index.ts', text },
    ...others.map((path) => ({ path, text: '' })),
  ]);
  expect(new Set(graph.get('packages/gating/src/index.ts'))).toEqual(new Set(others));
});

test('a cycle is the way from a file back to itself', () => {
  const graph = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['b', 'd']],
    ['d', []],
    ['e', ['e']],
  ]);
  expect(cyclesIn(graph)).toEqual([
    ['b', 'c', 'b'],
    ['e', 'e'],
  ]);
});

test('files that meet again are no cycle', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d']],
    ['d', []],
  ]);
  expect(cyclesIn(graph)).toEqual([]);
});
