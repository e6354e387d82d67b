import * as tf from '@tensorflow/tfjs-core';
import { feedForward } from '@outrageous/experts';
import { balanced } from '@outrageous/gating';
import { beginOn, communicationMeter, endlessTraining, languageModel, type Team, teamOf, trunk } from '@outrageous/lm';
import { activated, lstm, overTime } from '@outrageous/lstm';
import { worldCommunicator } from '@outrageous/parallel/node';
import type { ModelSizes } from '../modelSizes.js';
import { drawText } from './drawWords.js';
import { gateOf } from './ourLanguageModel.js';
import type { Trial } from './trial.js';
import { sharedTurns } from './turns.js';

/** Steps of training our language model, shared by the ranks of this job: one, or as many as an `mpiexec` has started. */
export async function sharedLanguageModel(sizes: ModelSizes): Promise<Trial> {
  const team = teamOf(worldCommunicator());
  const { description } = await beginOn('tensorflow', team.say);
  const { batch, time } = sizes;
  const training = endlessTraining({ model: modelOf(sizes, team), ids: drawText(sizes), batch, time, team });
  const communication = communicationMeter(team.world);
  let loss = NaN;
  return {
    description,
    turns: await sharedTurns(team.world),
    run: () => training.run(1, (report) => (loss = report.loss)),
    facts: () => ({ loss, communication: communication.latest() ?? 0 }),
  };
}

function modelOf(sizes: ModelSizes, { strategy }: Team) {
  const { width, hidden, experts, vocabulary } = sizes;
  const joined = strategy.mixture(balanced(gateOf(sizes)), feedForward({ experts, width, hidden }));
  const recurrent = () => lstm({ inputWidth: width, cells: width });
  const layers = [recurrent(), activated(overTime(joined, { width }), tf.sigmoid), recurrent()];
  return languageModel({ vocabulary, width, trunk: trunk(layers, 0.1), dropout: 0.1 });
}
