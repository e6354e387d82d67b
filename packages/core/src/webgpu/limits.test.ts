import { expect, it } from 'vitest';
import { cutRows, requireBindable, requireBuffer, spreadWorkgroups } from './limits.js';

const limits = {
  maxStorageBufferBindingSize: 1024,
  maxBufferSize: 4096,
  minStorageBufferOffsetAlignment: 256,
  maxComputeWorkgroupsPerDimension: 10,
};

it('takes tensors up to the limit', () => {
  expect(() => requireBindable('x', { shape: [16, 16], size: 256 }, limits)).not.toThrow();
});

it('says which tensor is too large for the device, and what to do', () => {
  expect(() => requireBindable('groupedMatMul: weights', { shape: [3, 100], size: 300 }, limits)).toThrow(
    'groupedMatMul: weights [3,100] has 1200 bytes, but a shader of this WebGPU device sees at most 1024 bytes of one tensor, ' +
      'and of large tables whole rows; make each expert, or the batch, smaller, or use the device tensorflow',
  );
});

it('says which tensor no buffer of the device holds', () => {
  expect(() => requireBuffer('output', { shape: [1024], size: 1024 }, limits)).not.toThrow();
  expect(() => requireBuffer('output', { shape: [5, 205], size: 1025 }, limits)).toThrow(
    'output [5,205] has 4100 bytes, but a tensor on this WebGPU device has at most 4096; make fewer or smaller experts',
  );
});

it.each([
  ['a scalar', [], [[0, 1]]],
  ['all in one part', [4, 64], [[0, 4]]],
  [
    'as many rows as fit',
    [9, 64],
    [
      [0, 4],
      [4, 4],
      [8, 1],
    ],
  ],
  [
    'where a binding may begin', // two rows take 384 bytes, four 768
    [9, 48],
    [
      [0, 4],
      [4, 4],
      [8, 1],
    ],
  ],
  [
    'single numbers',
    [300],
    [
      [0, 256],
      [256, 44],
    ],
  ],
])('cuts rows: %s', (_what, shape, expected) => {
  const size = shape.reduce((product, length) => product * length, 1);
  expect(cutRows('x', { shape, size }, limits).map(({ first, rows }) => [first, rows])).toEqual(expected);
});

it.each([
  [[3, 257], 257, '[3,257] has 3084'], // no row begins where a binding may but the first
  [[3, 320], 320, '[1,320] has 1280'],
  [[9, 65], 65, '[9,65] has 2340'],
])('refuses rows %j of which not even the smallest part can be seen', (shape, row, part) => {
  expect(() => cutRows('adam: weight', { shape, size: shape[0] * row }, limits)).toThrow(
    `adam: weight [${shape}]: its smallest part ${part} bytes, but a shader of this WebGPU device sees at most 1024 bytes`,
  );
});

it.each([
  [
    [10, 10, 10],
    [10, 10, 10],
  ],
  [
    [11, 1, 1],
    [10, 2, 1],
  ],
  [
    [100, 1, 1],
    [10, 10, 1],
  ],
  [
    [101, 1, 1],
    [10, 10, 2],
  ],
] as const)('spreads %j workgroups as %j', (wanted, expected) => {
  expect(spreadWorkgroups('x', wanted, limits)).toEqual(expected);
});

it.each([[[1, 11, 1]], [[2, 1, 11]], [[1001, 1, 1]]] as const)('refuses %j workgroups', (wanted) => {
  expect(() => spreadWorkgroups('sum', wanted, limits)).toThrow(
    `sum needs ${wanted.join(' × ')} workgroups, this WebGPU device runs at most 10 along each axis; make smaller batches`,
  );
});
