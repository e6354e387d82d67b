import { foldIn, key, type Key } from '@outrageous/core';
import { denseGate } from '@outrageous/gating';
import { languageModelTask, type TextData } from '@outrageous/lm';
import { gru } from '@outrageous/lstm';
import { contiguousBatches, evaluate } from '@outrageous/trainer';
import { gateModel, gateTask } from '../gate/gateModel.js';
import { kneserNey } from '../models/kneserNey.js';
import { type NamedModel, neuralModels } from '../models/neuralModels.js';
import { scoreText } from '../models/scoreText.js';
import { divide } from '../text/divide.js';
import { scoredBatches, type ScoredText, type Scores } from '../text/scoredText.js';
import { trainToTheEnd, withParameters } from './training.js';

/** How large everything is, and how long it is trained. */
export interface EnsembleSizes {
  readonly vocabulary: number;
  /** Of the models that are trained. */
  readonly width: number;
  /** Steps of each model. */
  readonly steps: number;
  /** The longest n-grams that are counted. */
  readonly order: number;
  /** Of what the gate reads and remembers. */
  readonly gateWidth: number;
  readonly gateSteps: number;
  /** Texts that are read side by side. */
  readonly batch: number;
  /** Words of each text per step. */
  readonly time: number;
  readonly seed: number;
}

/** The parts of the text on which everything is compared. */
const comparedParts = ['validation', 'test'] as const;

/** How well something predicts the parts of the text that it wasn't trained on. */
export interface Compared {
  readonly name: string;
  readonly validation: number;
  readonly test: number;
}

/** The texts that the models are asked about when they are ready. */
type Asked = 'gate' | (typeof comparedParts)[number];
type Answers = { readonly [Part in Asked]: Scores };
type Texts = { readonly [Part in Asked | 'models']: Int32Array };

/** A model that is ready, and what it makes of the texts. */
interface Member {
  readonly name: string;
  readonly answers: Answers;
}

/**
 * Trains different language models, each alone, and then a gate that weighs them word by word.
 *
 * @returns the perplexities of each model, of their mean, and of the mixture under the gate
 * @throws RangeError when a part of the text is too short for a window
 */
export async function ensembleRun(data: TextData, sizes: EnsembleSizes): Promise<readonly Compared[]> {
  const texts = { ...divide(data.train), validation: data.validation, test: data.test };
  const from = key(sizes.seed);
  const members: Member[] = [counted(texts, sizes)];
  for (const named of neuralModels(sizes)) {
    members.push(await trained(named, { texts, sizes, from: foldIn(from, named.name) }));
  }
  const alone = members.map(({ name, answers }) => compared(name, (part) => answers[part]));
  const mean = compared('mean of all', (part) => meanOf(members.map(({ answers }) => answers[part])));
  return [...alone, mean, await gated(members, { texts, sizes, from: foldIn(from, 'gate') })];
}

interface Setting {
  readonly texts: Texts;
  readonly sizes: EnsembleSizes;
  readonly from: Key;
}

function counted(texts: Texts, { vocabulary, order }: EnsembleSizes): Member {
  const name = `Kneser-Ney, up to ${order} words`;
  const model = kneserNey(texts.models, { vocabulary, order });
  process.stderr.write(`${name}: ${model.ngrams} n-grams\n`);
  const [gate, validation, test] = [texts.gate, texts.validation, texts.test].map((text) => model.score(text));
  return { name, answers: { gate, validation, test } };
}

function trained({ name, model }: NamedModel, { texts, sizes, from }: Setting): Promise<Member> {
  return withParameters(model.parameters, foldIn(from, 'parameters'), async (parameters) => {
    const batches = contiguousBatches(texts.models, windowOf(sizes));
    const task = languageModelTask(model, parameters);
    await trainToTheEnd({ name, task, batches, steps: sizes.steps, learningRate: 8e-3, key: foldIn(from, 'training') });
    const scored = (text: Int32Array) => scoreText({ model, parameters }, text, windowOf(sizes));
    const [gate, validation] = [await scored(texts.gate), await scored(texts.validation)];
    return { name, answers: { gate, validation, test: await scored(texts.test) } };
  });
}

function gated(members: readonly Member[], { texts, sizes, from }: Setting): Promise<Compared> {
  const { vocabulary, gateWidth: width, gateSteps: steps } = sizes;
  const reader = gru({ inputWidth: width + members.length, cells: width });
  const model = gateModel({ vocabulary, reader, gate: denseGate({ width, experts: members.length }) });
  const asked = (part: Asked): ScoredText => ({
    ids: texts[part],
    scores: members.map(({ answers }) => answers[part]),
  });
  return withParameters(model.parameters, foldIn(from, 'parameters'), async (parameters) => {
    const task = gateTask(model, parameters);
    const batches = scoredBatches(asked('gate'), windowOf(sizes));
    await trainToTheEnd({ name: 'gate', task, batches, steps, learningRate: 4e-3, key: foldIn(from, 'training') });
    const held = (part: Asked) => evaluate(task, scoredBatches(asked(part), { ...windowOf(sizes), remainder: 'pad' }));
    const [validation, test] = [await held('validation'), await held('test')];
    return { name: 'ensemble under the gate', validation: validation.perplexity, test: test.perplexity };
  });
}

function compared(name: string, scoresOf: (part: (typeof comparedParts)[number]) => Scores): Compared {
  const [validation, test] = comparedParts.map((part) => perplexity(scoresOf(part)));
  return { name, validation, test };
}

/** exp of the mean of −log p. */
function perplexity(scores: Scores): number {
  return Math.exp(-scores.reduce((sum, score) => sum + score, 0) / scores.length);
}

/** The log-probabilities where all models weigh the same. */
function meanOf(all: readonly Scores[]): Scores {
  return all[0].map((_, place) => Math.log(all.reduce((sum, scores) => sum + Math.exp(scores[place]), 0) / all.length));
}

/** How texts are cut. */
function windowOf({ batch, time }: EnsembleSizes): Pick<EnsembleSizes, 'batch' | 'time'> {
  return { batch, time };
}
