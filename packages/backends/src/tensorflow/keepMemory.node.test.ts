import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { keepMemory } from './keepMemory.js';

test('TensorFlow keeps memory, up to what the machine has', () => {
  const environment: NodeJS.ProcessEnv = {};
  keepMemory(environment);
  expect(environment.TF_CPU_ALLOCATOR_USE_BFC).toBe('1');
  expect(Number(environment.TF_CPU_BFC_MEM_LIMIT_IN_MB) * 2 ** 20).toBeGreaterThan(0.99 * totalmem());
  expect(Number(environment.TF_CPU_BFC_MEM_LIMIT_IN_MB) * 2 ** 20).toBeLessThanOrEqual(totalmem());
});

test('what the environment says about memory stays', () => {
  const environment = { TF_CPU_ALLOCATOR_USE_BFC: '0', TF_CPU_BFC_MEM_LIMIT_IN_MB: '1000' };
  keepMemory(environment);
  expect(environment).toEqual({ TF_CPU_ALLOCATOR_USE_BFC: '0', TF_CPU_BFC_MEM_LIMIT_IN_MB: '1000' });
});
