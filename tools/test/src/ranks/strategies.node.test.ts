import { rankTest } from './rankTest.js';

// Two ranks compute on the other devices, below.
for (const ranks of [3, 4]) {
  rankTest('every grid equals one process', { program: 'strategyRank', ranks, device: 'cpu' });
}
for (const device of ['tensorflow', 'wasm'] as const) {
  rankTest('every grid equals one process', { program: 'strategyRank', ranks: 2, device });
}
rankTest("what travels is what the paper's arithmetic says", { program: 'bytesRank', ranks: 4, device: 'cpu' });
rankTest('own steps are those of one process', { program: 'ownStepRank', ranks: 2, device: 'cpu' });
