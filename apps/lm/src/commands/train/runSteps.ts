import { balanceReport } from '@outrageous/gating';
import { evaluate, type MixtureReport, train, type TrainingReport } from '@outrageous/trainer';
import { type MetricsFile, openMetrics } from '@outrageous/trainer/node';
import { grouped, threeDigits } from '../../format/numbers.js';
import { type MixtureBalance, withBalance } from '../../model/withBalance.js';
import { pace } from './pace.js';
import type { ProgressView } from './progressView.js';
import type { Session } from './session.js';
import { asJson, type HeldOut, saveLast, type TrainingProgress } from './trainingProgress.js';

/** What {@link runSteps} works with, beside the session. */
export interface StepsOptions {
  readonly progress: TrainingProgress;
  readonly view: ProgressView;
  /** Stops between two steps. */
  readonly signal: AbortSignal;
}

/** What training came to. */
export interface StepsOutcome {
  /** Of the last step that was done here, if any was. */
  readonly report?: TrainingReport;
  /** Seconds that training took here, validation included. */
  readonly seconds: number;
}

/**
 * Trains to the last step, or until the signal: writes metrics, measures the validation perplexity and saves
 * checkpoints on the way, and saves where it ended.
 *
 * @throws NonFiniteError when the loss is NaN or infinite; nothing is saved then
 */
export async function runSteps(session: Session, options: StepsOptions): Promise<StepsOutcome> {
  const begun = performance.now();
  const metrics = await openMetrics(session.files.metrics, { keepUpTo: session.training.optimizer.step });
  try {
    const report = await steps(session, options, metrics);
    await saveLast(session, options.progress);
    return { report, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await metrics.close();
  }
}

async function steps(
  session: Session,
  options: StepsOptions,
  metrics: MetricsFile,
): Promise<TrainingReport | undefined> {
  const { config, task, training, optimizer, batches, schedule, key } = session;
  const { progress, view, signal } = options;
  const tell = pace(config.steps, training.optimizer.step);
  let last: TrainingReport | undefined;
  await validateWhenDue(session, options, metrics);
  const trainOptions = { optimizer, batches: batches.train, steps: config.steps, key, learningRate: schedule, signal };
  for await (const report of train(task, training, trainOptions)) {
    last = report;
    const mixtures = report.mixtures.map(momentOf);
    await metrics.append(recordOf(report, mixtures));
    view.show({ ...tell(report), mixtures, validation: progress.latest });
    await validateWhenDue(session, options, metrics);
    if (report.step % config.checkpointEvery === 0) await saveLast(session, progress);
  }
  return last;
}

function momentOf({ importance, load, dropped }: MixtureReport): MixtureBalance {
  return { ...balanceReport(importance, load, dropped?.[0]), experts: load.length };
}

function recordOf(report: TrainingReport, mixtures: readonly MixtureBalance[]) {
  const { step, tokens, loss, perplexity, learningRate, tokensPerSecond } = report;
  const balance = mixtures.map(({ experts: _, ...rest }) => rest);
  return { step, tokens, loss, perplexity, learningRate, tokensPerSecond, mixtures: balance };
}

/** At every so many steps, and at the last; also where a run was stopped before it could. */
async function validateWhenDue(session: Session, options: StepsOptions, metrics: MetricsFile): Promise<void> {
  const { evaluateEvery, steps } = session.config;
  const { step } = session.training.optimizer;
  const due = step > 0 && (step % evaluateEvery === 0 || step === steps);
  if (due && options.progress.validatedAt !== step) await validate(session, options, metrics);
}

async function validate(
  session: Session,
  { progress, view, signal }: StepsOptions,
  metrics: MetricsFile,
): Promise<void> {
  const { training, batches } = session;
  const { step } = training.optimizer;
  const task = withBalance(session.task);
  const onProgress = (done: number, total: number) => view.busy(`validating: ${Math.floor((100 * done) / total)}%`);
  const { loss, perplexity, tokens } = await evaluate(task, batches.validation, { onProgress, signal });
  const mixtures = await task.balance();
  if (signal.aborted) return;
  const validation = { loss, perplexity, tokens, mixtures: mixtures.map((one) => ({ ...one })) };
  await metrics.append({ step, tokens: training.tokens, validation });
  await keep(session, progress, { step, perplexity, mixtures }, view);
}

async function keep(
  { saved, training }: Session,
  progress: TrainingProgress,
  measured: HeldOut,
  view: ProgressView,
): Promise<void> {
  const { best } = progress;
  const better = !best || measured.perplexity < best.perplexity;
  Object.assign(progress, { validatedAt: measured.step, latest: measured, ...(better ? { best: measured } : {}) });
  if (better) await saved.save('best', training, asJson(progress));
  const comparison = better
    ? 'the best so far'
    : `the best was ${threeDigits(best.perplexity)} at step ${grouped(best.step)}`;
  view.note(`step ${grouped(measured.step)}: validation perplexity ${threeDigits(measured.perplexity)}, ${comparison}`);
}
