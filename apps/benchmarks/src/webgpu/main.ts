import { startDevice } from '@outrageous/backends';
import { groupedShapes, measureGroupedMatMul } from './groupedMatMul.js';
import { dispatchesPerStep, total } from './dispatches.js';
import { lstmShapes, measureLstm } from './lstm.js';
import { moe32 } from '../modelSizes.js';
import { type Clock, processClock, wallClock } from './time.js';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The cases by name; `node … main.ts groupedMatMul` runs one, no argument runs all. */
const cases: Readonly<Record<string, (clock: Clock) => Promise<void>>> = {
  async groupedMatMul(clock) {
    for (const shape of groupedShapes) {
      print(JSON.stringify(shape));
      const speeds = await measureGroupedMatMul(shape, clock);
      for (const name of ['forward', 'rowGradient', 'weightGradient'] as const) {
        const [ours, dense] = [speeds[name], speeds[`dense ${name}`]];
        const ratio = (ours.perNanosecond / dense.perNanosecond).toFixed(2);
        print(
          `  ${name}: ${ours.milliseconds.toFixed(1)} ms, dense ${dense.milliseconds.toFixed(1)} ms, ${ratio}× per operation`,
        );
      }
    }
  },

  async lstm(clock) {
    for (const shape of lstmShapes) {
      print(JSON.stringify(shape));
      const { milliseconds, unrolled, dispatches, unrolledDispatches } = await measureLstm(shape, clock);
      const ratio = (unrolled / milliseconds).toFixed(2);
      print(`  ${milliseconds.toFixed(1)} ms, unrolled ${unrolled.toFixed(1)} ms, ${ratio}× as fast`);
      print(`  ${dispatches} dispatches, unrolled ${unrolledDispatches}`);
    }
  },

  async dispatches() {
    for (const experts of [32, 256, 1024]) {
      const counts = await dispatchesPerStep({ ...moe32, experts, width: 8, hidden: 8, vocabulary: 50, batch: 2 });
      print(`${experts} experts: ${total(counts)} dispatches per step`);
    }
  },
};

const { description, gpu } = await startDevice('webgpu');
print(description);
const [, , ...chosen] = process.argv;
for (const name of chosen.length > 0 ? chosen : Object.keys(cases)) await cases[name](gpu ? wallClock : processClock);
