import { startDevice } from '@outrageous/backends';
import { groupedShapes, measureGroupedMatMul } from './groupedMatMul.js';
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
};

const { description, gpu } = await startDevice('webgpu');
print(description);
const [, , ...chosen] = process.argv;
for (const name of chosen.length > 0 ? chosen : Object.keys(cases)) await cases[name](gpu ? wallClock : processClock);
