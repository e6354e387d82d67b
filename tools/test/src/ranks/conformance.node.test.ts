import { rankTest } from './rankTest.js';

// Devices whose tensors lie elsewhere than in arrays of JavaScript.
for (const device of ['tensorflow', 'wasm'] as const) {
  rankTest('a communicator of MPI keeps the contract', { program: 'conformanceRank', ranks: 2, device });
}
