import { beginOn } from '../device/begin.js';
import { markdownTable } from '../format/markdownTable.js';
import type { DeviceName } from '../options/deviceOption.js';
import type { EndlessTraining } from './endlessTraining.js';
import { presetTraining } from './presetTraining.js';
import { stateOfTheUnionWords } from './stateOfTheUnionWords.js';
import { medianOf } from './statistics.js';
import { writeResults } from './writeResults.js';

/** What {@link cost} does. */
export interface CostOptions {
  /** The first is what the others are compared with. */
  readonly presets: readonly string[];
  readonly rounds: number;
  /** Steps of each preset in each round. */
  readonly steps: number;
  readonly device: DeviceName;
  /** Where the results go. */
  readonly results: string;
}

/** What a step of a preset takes. */
interface StepCost {
  readonly preset: string;
  /** The median over all steps. */
  readonly milliseconds: number;
  /** The median over rounds of the ratio to the first preset in the same round. */
  readonly ratio: number;
}

/** Times the steps of several presets in turn, so that whatever else the machine does hits all of them alike. */
export async function cost({ presets, rounds, steps, device, results }: CostOptions): Promise<void> {
  const { description } = await beginOn(device);
  const words = await stateOfTheUnionWords();
  const runs = presets.map((preset) => presetTraining(preset, words));
  for (const run of runs) await run.run(steps);
  const times = presets.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, run] of runs.entries()) times[i].push(await timePerStep(run, steps));
    process.stderr.write(
      `round ${round + 1} of ${rounds}: ${times.map((own) => `${own[round].toFixed(1)} ms`).join(', ')}\n`,
    );
  }
  for (const run of runs) run.dispose();
  const costs = presets.map((preset, i) => costOf(preset, times[i], times[0]));
  await writeResults(results, {
    name: 'cost',
    json: { device: description, rounds, steps, costs, times },
    markdown: tableOf(costs),
  });
}

async function timePerStep(run: EndlessTraining, steps: number): Promise<number> {
  const begun = performance.now();
  await run.run(steps);
  return (performance.now() - begun) / steps;
}

function costOf(preset: string, times: readonly number[], base: readonly number[]): StepCost {
  const ratios = times.map((time, round) => time / base[round]);
  return { preset, milliseconds: medianOf(times), ratio: medianOf(ratios) };
}

function tableOf(costs: readonly StepCost[]): string {
  return markdownTable(
    [{ head: 'model' }, { head: 'ms per training step', align: 'right' }, { head: '× the first', align: 'right' }],
    costs.map(({ preset, milliseconds, ratio }) => [preset, milliseconds.toFixed(1), ratio.toFixed(2)]),
  );
}
