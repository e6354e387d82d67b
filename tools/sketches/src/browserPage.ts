import { type Communicator, disposeParameters, initialize, key, type ParameterTree } from '@outrageous/core';
import { feedForward } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { languageModel, languageModelTask, moe, trunk } from '@outrageous/lm';
import { lstm } from '@outrageous/lstm';
import { dataParallel, dataParallelTask, expertParallel, normOverRanks, singleProcess } from '@outrageous/parallel';
import {
  adam,
  type Batches,
  clipByGlobalNorm,
  disposeTraining,
  globalNorm,
  startTraining,
  trainWith,
  type Window,
} from '@outrageous/trainer';

const [width, vocabulary] = [8, 20];

/** The model of many processes: everything that is spread is wrapped, and what is wrapped doesn't notice. */
function spread(communicator: Communicator) {
  const pool = expertParallel(feedForward({ experts: 4, width, hidden: 8 }), communicator);
  const gate = balanced(noisyTopK({ width, experts: 4, k: 2 }));
  const layers = [lstm({ inputWidth: width, cells: width }), moe(gate, pool, width)];
  const model = languageModel({ vocabulary, width, trunk: trunk(layers) });
  const norm = normOverRanks(globalNorm, communicator);
  return {
    model,
    taskOf: (parameters: ParameterTree) => dataParallelTask(languageModelTask(model, parameters), communicator),
    optimizer: dataParallel(clipByGlobalNorm(1, adam({ learningRate: 1e-2 }), { norm }), communicator),
  };
}

/**
 * The same model in a page, on one process and on WebGPU, where nothing can be read at once: the communicator of one
 * process reads nothing, and the loop reads a report when it is due, and waits for it.
 */
export async function trainInPage(
  batches: Batches<Window>,
  steps: number,
  show: (loss: number) => void,
): Promise<void> {
  const { model, taskOf, optimizer } = spread(singleProcess());
  const parameters = initialize(model.parameters, key(0));
  const task = taskOf(parameters);
  const training = startTraining(task, optimizer, batches.streams);
  const options = { optimizer, batches, steps, key: key(1), metricsEvery: 2 };
  await trainWith(task, training, options, ({ loss }) => show(loss));
  disposeTraining(training);
  disposeParameters(parameters);
}
