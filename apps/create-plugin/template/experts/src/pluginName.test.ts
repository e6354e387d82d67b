import { describe, expect, it } from 'vitest';
import { expertPoolConformance } from '@outrageous/experts/conformance';
import { pluginName } from './pluginName.js';

describe.each([2, 3])('pluginName with the power %d', (power) => {
  const checks = expertPoolConformance(({ experts, width }) => pluginName({ experts, width, hidden: 4, power }));
  for (const { name, run } of checks) it(name, run);
});

describe('pluginName', () => {
  it('says which parts it has', () => {
    expect(() => pluginName({ experts: 4, width: 3, hidden: 4 }).part(3, 2)).toThrow(
      'pluginName: got a part of 2 experts from expert 3 on, needs at least one of 0 to 3',
    );
  });
});
