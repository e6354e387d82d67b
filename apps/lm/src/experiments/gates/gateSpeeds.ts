import { beginOn } from '../../device/begin.js';
import type { DeviceName } from '../../options/deviceOption.js';
import { type EndlessTraining, endlessTraining } from '../endlessTraining.js';
import type { Words } from '../presetTraining.js';
import { stateOfTheUnionWords } from '../stateOfTheUnionWords.js';
import { stepTime, timesInTurn, type Turns } from '../timesInTurn.js';
import { writeResults } from '../writeResults.js';
import { type ComparedGate, comparedGates } from './comparedGates.js';
import { speedOf } from './gateColumns.js';
import { gateModel, gateOptimizer, window } from './gateModel.js';
import { type GatesPage, updateGatesPage } from './gatesPage.js';
import { gatesTable } from './gatesTable.js';

/** What {@link gateSpeeds} does. */
export interface GateSpeedsOptions extends GatesPage, Turns {
  readonly device: DeviceName;
}

/** Times the steps of the same model with every gate, in turn. */
export async function gateSpeeds({ rounds, steps, device, ...written }: GateSpeedsOptions): Promise<void> {
  const { description } = await beginOn(device);
  const words = await stateOfTheUnionWords();
  const trainings = comparedGates.map((gate) => trainingOf(gate, words, (rounds + 1) * steps));
  const times = await timesInTurn(trainings, { rounds, steps });
  for (const training of trainings) training.dispose();
  const speeds = comparedGates.map(({ name }, i) => ({ gate: name, ...stepTime(times[i], times[0]) }));
  await writeResults(written.results, {
    name: 'gate-speeds',
    json: { device: description, rounds, steps, speeds, times },
    markdown: gatesTable([speedOf(speeds)]),
  });
  await updateGatesPage(written);
}

function trainingOf(gate: ComparedGate, { vocabulary, ids }: Words, steps: number): EndlessTraining {
  return endlessTraining({ model: gateModel(gate, vocabulary.size), ids, ...window, optimizer: gateOptimizer(steps) });
}
