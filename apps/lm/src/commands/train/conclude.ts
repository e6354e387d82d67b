import { foldIn } from '@outrageous/core';
import type { TrainingReport } from '@outrageous/trainer';
import { calledAs } from '../../calledAs.js';
import { describePerplexity } from '../../format/describePerplexity.js';
import { grouped, percent } from '../../format/numbers.js';
import { continueText } from '../../model/continueText.js';
import { evaluateText, requireFiniteLoss, type TextEvaluation } from '../../model/evaluateText.js';
import { describeUnknown } from '../../format/describeUnknown.js';
import type { SharedStop } from '../../ranks/stopTogether.js';
import type { UnknownShares } from '../../corpus/unknownShares.js';
import type { Session } from './session.js';
import type { HeldOut, TrainingProgress } from './progress.js';

/** What is known when training has ended. */
export interface Ending {
  readonly report?: TrainingReport;
  readonly seconds: number;
  readonly communication?: number;
  readonly device: string;
  readonly progress: TrainingProgress;
  readonly stop: SharedStop;
}

/** What `train --json` prints. */
export interface TrainSummary {
  readonly run: string;
  readonly preset: string;
  readonly seed: number;
  readonly device: string;
  readonly steps: number;
  readonly tokens: number;
  /** That training took since it was started or resumed. */
  readonly seconds: number;
  /** Processes that trained together. */
  readonly ranks: number;
  /** What share of the seconds the first of several ranks was busy with communication. */
  readonly communication?: number;
  /** Of the last step; absent where none was left to do. */
  readonly loss?: number;
  /** After the last step. */
  readonly validation?: HeldOut;
  readonly best?: HeldOut;
  /** With the best checkpoint. */
  readonly test: TextEvaluation;
  /** The share of each part's words that the model doesn't know. */
  readonly unknownShares: UnknownShares;
  readonly checkpoints: { readonly last: string; readonly best: string };
}

/** After the last step: the test perplexity of the best checkpoint, a sample of its words, and where to go from here. */
export async function conclude(session: Session, ending: Ending): Promise<void> {
  const { abort: signal, agree } = ending.stop;
  if (signal.aborted) return;
  const { saved, parameters, batches, config, team } = session;
  const { step } = await saved.restoreParameters('best', parameters);
  const { world } = team;
  const test = await evaluateText(session, batches.test, { signal, onProgress: agree, world });
  if (signal.aborted) return;
  requireFiniteLoss(test, step, 'the test text');
  team.say(`${describeTest(session, ending, { test, step })}\n`);
  if (config.sampleWords > 0) {
    const text = await sample(session, ending.stop);
    if (signal.aborted) return;
    team.say(`\na sample of what it learnt:\n\n${indent(text)}\n`);
  }
  team.say(`\n${nextSteps(session)}\n`);
  if (config.json && team.world.rank === 0)
    process.stdout.write(`${JSON.stringify(summary(session, ending, test), null, 2)}\n`);
}

function describeTest(
  { training, saved }: Session,
  { seconds, communication }: Ending,
  { test, step }: { test: TrainSummary['test']; step: number },
): string {
  const time = `${grouped(training.optimizer.step)} steps are done (${grouped(seconds)} seconds${shareOf(communication)})`;
  const perplexity = `test perplexity ${describePerplexity(test)} over ${grouped(test.tokens)} words`;
  const unknown = describeUnknown(test);
  return `\n${time}\n${perplexity}, with the best checkpoint, of step ${grouped(step)}: ${saved.path('best')}\n${unknown}`;
}

/** `, 12% of them communication` */
function shareOf(communication: number | undefined): string {
  return communication === undefined ? '' : `, ${percent(communication)} of them communication`;
}

/** Ends early where it is stopped. */
async function sample({ config, key, ...model }: Session, { abort, agree }: SharedStop): Promise<string> {
  const options = { words: [], length: config.sampleWords, temperature: 0.8, key: foldIn(key, 'sample') };
  let text = '';
  for await (const piece of continueText(model, options)) {
    text += piece;
    await agree();
    if (abort.aborted) break;
  }
  return text;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function nextSteps({ files: { folder }, config }: Session): string {
  const run = config.run === undefined ? '' : ` --run ${folder}`;
  return [
    'next:',
    `  ${calledAs()} sample${run} --prompt "my fellow citizens"`,
    `  ${calledAs()} experts${run}`,
    `  ${calledAs()} train --resume --run ${folder} --steps ${2 * config.steps}`,
  ].join('\n');
}

function summary(session: Session, ending: Ending, test: TrainSummary['test']): TrainSummary {
  const { config, files, saved, training, team, unknownShares } = session;
  const { device, seconds, communication, progress, report } = ending;
  return {
    run: files.folder,
    preset: config.preset,
    seed: config.seed,
    device,
    steps: training.optimizer.step,
    tokens: training.tokens,
    seconds,
    ranks: team.world.size,
    communication,
    loss: report?.loss,
    validation: progress.latest,
    best: progress.best,
    test,
    unknownShares,
    checkpoints: { last: saved.path('last'), best: saved.path('best') },
  };
}
