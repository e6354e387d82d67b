import util from 'node:util';
import { expect, test } from 'vitest';
import { restoreUtil } from './nodeCompatibility.js';

test('what Node 23 removed from util is there again', () => {
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  restoreUtil();
  const isNullOrUndefined = Reflect.get(util, 'isNullOrUndefined') as (value: unknown) => boolean;
  expect([null, undefined, 0].map(isNullOrUndefined)).toEqual([true, true, false]);
});
