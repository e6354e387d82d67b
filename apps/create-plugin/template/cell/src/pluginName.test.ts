import { describe, it } from 'vitest';
import { cellConformance } from '@outrageous/lstm/conformance';
import { pluginName } from './pluginName.js';

describe.each([0, 1])('pluginName with the memory %d', (memory) => {
  for (const { name, run } of cellConformance(() => pluginName({ inputWidth: 3, width: 4, memory }))) it(name, run);
});
