import util from 'node:util';
import { expect, test, vi } from 'vitest';
import { restoreUtil } from './nodeCompatibility.js';

test('what Node 23 removed from util is there, and does not warn as in Node 22', () => {
  const warn = vi.spyOn(process, 'emitWarning');
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  restoreUtil();
  const isNullOrUndefined = Reflect.get(util, 'isNullOrUndefined') as (value: unknown) => boolean;
  expect([null, undefined, 0].map(isNullOrUndefined)).toEqual([true, true, false]);
  expect(warn).not.toHaveBeenCalled();
});
