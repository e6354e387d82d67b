import { expect, it } from 'vitest';
import { initialize } from './initialize.js';
import { zeros } from './initializers.js';
import { key } from './key.js';
import { parameterSpec } from './parameter.js';
import { countParameters, disposeParameters, leaves, mapParameters } from './tree.js';

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

it('maps parameters to a tree of the same shape', () => {
  const tree = initialize(specs, key(0));
  const renamed = mapParameters(tree, (parameter) => ({ ...parameter, name: `my/${parameter.name}` }));
  expect(renamed).toMatchObject({ parts: [{ b: { name: 'my/parts/0/b' } }, [], { b: { name: 'my/parts/2/b' } }] });
  disposeParameters(tree);
});
