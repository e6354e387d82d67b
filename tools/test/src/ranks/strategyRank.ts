import { startDevice } from '@outrageous/backends';
import { mixture } from '@outrageous/experts';
import { grid, gridStrategy, placedStrategy } from '@outrageous/parallel';
import { strategyConformance } from '@outrageous/parallel/conformance';
import { mpiCommunicator } from '@outrageous/parallel/node';
import { deviceFrom } from './deviceFrom.js';
import { models, width } from './models.js';

/** Holds every grid of these ranks to the contract of a strategy, with each model, on the device of the parameter. */
await startDevice(deviceFrom(process.argv[2]));
const world = mpiCommunicator();
const divisors = [1, 2, 3, 4].filter((ranks) => world.size % ranks === 0);

for (const expertRanks of divisors) {
  const places = grid(world, expertRanks);
  for (const strategyOf of expertRanks === 1 ? [gridStrategy] : [gridStrategy, placedStrategy]) {
    for (const [what, model] of Object.entries(models)) {
      const trial = { world, strategy: strategyOf(places, mixture), mixture, width, ...model };
      for (const { name, run } of strategyConformance(trial)) {
        await named(`${what}, ${strategyOf.name}, ${expertRanks} ranks for the experts: ${name}`, run);
      }
    }
  }
}

/** Says what failed. */
async function named(what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    throw new Error(what, { cause });
  }
}
