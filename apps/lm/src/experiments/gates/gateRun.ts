import { disposeParameters, foldIn, initialize, key, type Optimizer } from '@outrageous/core';
import {
  adam,
  clipByGlobalNorm,
  contiguousBatches,
  disposeTraining,
  evaluate,
  linearCooldown,
  partition,
  sgd,
  startTraining,
  trainWith,
  type Vocabulary,
  warmupInverseSquareRoot,
} from '@outrageous/trainer';
import type { TextData } from '../../corpus/textData.js';
import { languageModel, type LanguageModel } from '../../model/languageModel.js';
import { languageModelTask } from '../../model/languageModelTask.js';
import { moe, trunk } from '../../model/trunk.js';
import { type MixtureBalance, withBalance } from '../../model/withBalance.js';
import { lstmLayer } from '../../presets/sandwich.js';
import { type ComparedGate, pool, width } from './comparedGates.js';

/** What a gate did to the model in one run. */
export interface GateResult {
  readonly gate: string;
  readonly seed: number;
  readonly steps: number;
  /** After the last step. */
  readonly validation: { readonly perplexity: number; readonly balance: MixtureBalance };
  readonly test: { readonly perplexity: number };
}

/** A text with its words. */
export interface GateText {
  readonly vocabulary: Vocabulary;
  readonly data: TextData;
}

/** One run. */
export interface GateRun {
  readonly gate: ComparedGate;
  readonly seed: number;
  readonly steps: number;
}

/** Steps over which the learning rate rises. */
export const warmup = 100;

/** 32 texts side by side, 20 words of each per step. */
const window = { batch: 32, time: 20 };

/** Trains the model with a gate, and measures it on the parts of the text that it wasn't trained on. */
export async function runGate({ gate, seed, steps }: GateRun, { vocabulary, data }: GateText): Promise<GateResult> {
  const model = modelWith(gate, vocabulary.size);
  const parameters = initialize(model.parameters, foldIn(key(seed), 'parameters'));
  const task = languageModelTask(model, parameters);
  const optimizer = optimizerFor(steps);
  const batches = contiguousBatches(data.train, window);
  const training = startTraining(task, optimizer, batches.streams);
  const options = { optimizer, batches, steps, key: foldIn(key(seed), 'training'), metricsEvery: 100 };
  await trainWith(task, training, options, ({ step, perplexity }) =>
    process.stderr.write(`${gate.name}, seed ${seed}, step ${step}: perplexity ${perplexity.toFixed(1)}\n`),
  );
  disposeTraining(training);
  const held = (ids: Int32Array) => contiguousBatches(ids, { ...window, remainder: 'pad' });
  const watched = withBalance(task);
  const { perplexity } = await evaluate(watched, held(data.validation));
  const [balance] = await watched.balance();
  const test = await evaluate(task, held(data.test));
  disposeParameters(parameters);
  return {
    gate: gate.name,
    seed,
    steps,
    validation: { perplexity, balance },
    test: { perplexity: test.perplexity },
  };
}

/** The preset `small-moe-32`, with another gate. */
function modelWith({ make }: ComparedGate, vocabulary: number): LanguageModel {
  const layers = [lstmLayer({ width }), moe(make(), pool, width), lstmLayer({ width })];
  return languageModel({ vocabulary, width, trunk: trunk(layers) });
}

/** As `train` has it; the bias of a gate that is balanced by one moves by its own fixed step. */
function optimizerFor(steps: number): Optimizer {
  const rising = warmupInverseSquareRoot({ peak: 8e-3, warmup });
  const learningRate = linearCooldown(rising, { steps, share: 0.5 });
  return partition(({ name }) => (name.endsWith('gate/bias') ? 'biases' : 'rest'), {
    biases: sgd({ learningRate: 1 }),
    rest: clipByGlobalNorm(1, adam({ learningRate })),
  });
}
