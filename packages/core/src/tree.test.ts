import { expect, it } from 'vitest';
import { zeros } from './initializers.js';
import { parameterSpec } from './parameter.js';
import { countParameters, leaves } from './tree.js';

const specs = {
  a: parameterSpec([2, 3], zeros),
  parts: [{ b: parameterSpec([4], zeros) }, [], { b: parameterSpec([], zeros) }],
};

it('lists leaves in the order of the tree', () => {
  expect(leaves(specs).map(({ shape }) => shape)).toEqual([[2, 3], [4], []]);
});

it('counts parameters without allocating them', () => {
  const huge = { experts: parameterSpec([131_072, 512, 1024], zeros, { perExpert: true }), ...specs };
  expect(countParameters(huge)).toBe(131_072 * 512 * 1024 + 6 + 4 + 1);
});
