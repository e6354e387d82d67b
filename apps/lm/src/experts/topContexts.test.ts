import { expect, it } from 'vitest';
import { topContexts } from './topContexts.js';

it('keeps the largest weights of each expert, largest first, the earlier one where they are equal', () => {
  const top = topContexts(2, 3);
  [0.2, 0.9, 0.5, 0.9, 0.1].forEach((weight, position) => top.add(1, { weight, position }));
  expect(top.contexts[0]).toEqual([]);
  expect(top.contexts[1]).toEqual([
    { weight: 0.9, position: 1 },
    { weight: 0.9, position: 3 },
    { weight: 0.5, position: 2 },
  ]);
});
