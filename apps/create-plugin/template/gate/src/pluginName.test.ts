import { describe, expect, it } from 'vitest';
import { gateConformance } from '@outrageous/gating/conformance';
import { pluginName } from './pluginName.js';

const width = 3;

describe.each([
  ['that chooses one expert', { width, experts: 4, k: 1 }],
  ['that chooses two experts', { width, experts: 4, k: 2, temperature: 1 }],
  ['of two groups', { width, experts: 3, k: 2, groups: 2 }],
])('pluginName, a gate %s', (_, options) => {
  for (const { name, run } of gateConformance(() => pluginName(options), { width })) it(name, run);
});

describe('pluginName', () => {
  it('says how many experts a row can go to', () => {
    expect(() => pluginName({ width, experts: 4, k: 5 })).toThrow(
      'pluginName: got k = 5 of 4 experts, needs k from 1 to 4',
    );
  });
});
