import { expect, it } from 'vitest';
import { requireBindable, spreadWorkgroups } from './webgpuLimits.js';

const limits = { maxStorageBufferBindingSize: 1024, maxComputeWorkgroupsPerDimension: 10 };

it('takes tensors up to the limit', () => {
  expect(() => requireBindable('x', { shape: [16, 16], size: 256 }, limits)).not.toThrow();
});

it('says which tensor is too large for the device, and what to do', () => {
  expect(() => requireBindable('groupedMatMul: weights', { shape: [3, 100], size: 300 }, limits)).toThrow(
    'groupedMatMul: weights [3,100] has 1200 bytes, but a shader of this WebGPU device sees at most 1024 bytes of one tensor; ' +
      'make fewer or smaller experts in one pool, split them over processes (expert parallelism), or use the device tensorflow',
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
