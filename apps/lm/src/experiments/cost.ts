import { beginOn } from '../device/begin.js';
import { markdownTable } from '../format/markdownTable.js';
import type { DeviceName } from '../options/deviceOption.js';
import { presetTraining } from './presetTraining.js';
import { stateOfTheUnionWords } from './stateOfTheUnionWords.js';
import { stepTime, type StepTime, timesInTurn, type Turns } from './timesInTurn.js';
import { writeResults } from './writeResults.js';

/** What {@link cost} does. */
export interface CostOptions extends Turns {
  /** The first is what the others are compared with. */
  readonly presets: readonly string[];
  readonly device: DeviceName;
  /** Where the results go. */
  readonly results: string;
}

/** What a step of a preset takes. */
export interface StepCost extends StepTime {
  readonly preset: string;
}

/** Times the steps of several presets in turn. */
export async function cost({ presets, rounds, steps, device, results }: CostOptions): Promise<void> {
  const { description } = await beginOn(device);
  const words = await stateOfTheUnionWords();
  const runs = presets.map((preset) => presetTraining(preset, words));
  const times = await timesInTurn(runs, { rounds, steps });
  for (const run of runs) run.dispose();
  const costs = presets.map((preset, i) => ({ preset, ...stepTime(times[i], times[0]) }));
  await writeResults(results, {
    name: 'cost',
    json: { device: description, rounds, steps, costs, times },
    markdown: tableOf(costs),
  });
}

function tableOf(costs: readonly StepCost[]): string {
  return markdownTable(
    [{ head: 'model' }, { head: 'ms per training step', align: 'right' }, { head: '× the first', align: 'right' }],
    costs.map(({ preset, milliseconds, ratio }) => [preset, milliseconds.toFixed(1), ratio.toFixed(2)]),
  );
}
