import { expect, it } from 'vitest';
import type { ExpertPool, Optimizer, Task } from '@outrageous/core';
import { singleProcess } from '../communicators/singleProcess.js';
import { dataParallel } from './dataParallel.js';
import { dataParallelTask } from './dataParallelTask.js';
import { expertParallel } from './expertParallel.js';

const world = singleProcess();
const unused = (): never => {
  throw new Error('nothing is computed');
};

it('one rank spreads nothing', () => {
  const pool: ExpertPool = {
    parameters: {},
    operations: 0,
    experts: 2,
    inputWidth: 3,
    width: 3,
    part: unused,
    apply: unused,
  };
  const task: Task<{ predictions: number }> = { parameters: {}, zeroState: unused, forward: unused };
  const optimizer: Optimizer = { init: unused, update: unused };
  expect(expertParallel(pool, world)).toBe(pool);
  expect(dataParallelTask(task, world)).toBe(task);
  expect(dataParallel(optimizer, world)).toBe(optimizer);
});
