import { balanceReport } from '@outrageous/gating';
import { type MixtureReport, train, type TrainingReport } from '@outrageous/trainer';
import { type MetricsFile, openMetrics } from '@outrageous/trainer/node';
import { describePerplexity } from '../../format/describePerplexity.js';
import { grouped } from '../../format/numbers.js';
import { communicationMeter, type CommunicationMeter } from '../../ranks/communicationMeter.js';
import type { SharedStop } from '../../ranks/stopTogether.js';
import { evaluateText, requireFiniteLoss } from '../../model/evaluateText.js';
import type { MixtureBalance } from '../../model/withBalance.js';
import { pace } from './pace.js';
import type { HeldOut, TrainingProgress } from './progress.js';
import type { ProgressView } from './progressView.js';
import type { Session } from './session.js';
import { asJson, saveLast } from './trainingProgress.js';

/** What {@link runSteps} works with, beside the session. */
export interface StepsOptions {
  readonly progress: TrainingProgress;
  readonly view: ProgressView;
  /** Stops between two steps. */
  readonly stop: SharedStop;
}

/** What training came to. */
export interface StepsOutcome {
  /** Of the last step that was done here, if any was. */
  readonly report?: TrainingReport;
  /** Seconds that training took here, validation included. */
  readonly seconds: number;
  /** What share of them was communication between ranks, if there are several. */
  readonly communication?: number;
}

/**
 * Trains to the last step, or until the signal: writes metrics, measures the validation perplexity and saves
 * checkpoints on the way, and saves where it ended.
 *
 * @throws NonFiniteError when a loss is NaN or infinite, also one on the validation text; nothing is saved then
 */
export async function runSteps(session: Session, options: StepsOptions): Promise<StepsOutcome> {
  const begun = performance.now();
  const communication = communicationMeter(session.team.world);
  const metrics = await openMetricsOf(session);
  try {
    const report = await steps(session, options, { metrics, communication });
    await saveLast(session, options.progress);
    return { report, seconds: (performance.now() - begun) / 1000, communication: communication.total() };
  } finally {
    await metrics.close();
  }
}

/** The first process keeps them. */
async function openMetricsOf({ team, files, training }: Session): Promise<Metrics> {
  if (team.world.rank === 0) return openMetrics(files.metrics, { keepUpTo: training.optimizer.step });
  return { append: () => Promise.resolve(), close: () => Promise.resolve() };
}

type Metrics = Pick<MetricsFile, 'append' | 'close'>;

interface Instruments {
  readonly metrics: Metrics;
  readonly communication: CommunicationMeter;
}

async function steps(
  session: Session,
  options: StepsOptions,
  { metrics, communication }: Instruments,
): Promise<TrainingReport | undefined> {
  const { config, task, training, optimizer, batches, schedule, key } = session;
  const { progress, view, stop } = options;
  const tell = pace(config.steps, training.optimizer.step);
  let last: TrainingReport | undefined;
  await validateWhenDue(session, options, metrics);
  const trainOptions = { optimizer, batches: batches.train, steps: config.steps, key, learningRate: schedule };
  for await (const report of train(task, training, { ...trainOptions, signal: stop.abort })) {
    last = report;
    const mixtures = report.mixtures.map(momentOf);
    const share = communication.latest();
    await metrics.append({ ...recordOf(report, mixtures), communication: share });
    view.show({ ...tell(report, share), mixtures, validation: progress.latest });
    await stop.agree();
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
async function validateWhenDue(session: Session, options: StepsOptions, metrics: Metrics): Promise<void> {
  const { evaluateEvery, steps } = session.config;
  const { step } = session.training.optimizer;
  const due = step > 0 && (step % evaluateEvery === 0 || step === steps);
  if (due && options.progress.validatedAt !== step) await validate(session, options, metrics);
}

async function validate(session: Session, { progress, view, stop }: StepsOptions, metrics: Metrics): Promise<void> {
  const { training, batches, team } = session;
  const { step } = training.optimizer;
  const onProgress = (done: number, total: number) => {
    view.busy(`validating: ${Math.floor((100 * done) / total)}%`);
    return stop.agree();
  };
  const { world } = team;
  const measured = await evaluateText(session, batches.validation, { onProgress, signal: stop.abort, world });
  if (stop.abort.aborted) return;
  const { loss, perplexity, mixtures } = measured;
  const validation = { ...measured, mixtures: mixtures.map((one) => ({ ...one })) };
  await metrics.append({ step, tokens: training.tokens, validation });
  requireFiniteLoss(measured, step, 'the validation text');
  await keep(session, progress, { step, loss, perplexity, mixtures }, view);
}

async function keep(
  { saved, training }: Session,
  progress: TrainingProgress,
  measured: HeldOut,
  view: ProgressView,
): Promise<void> {
  const { best } = progress;
  const better = !best || measured.loss < best.loss;
  Object.assign(progress, { validatedAt: measured.step, latest: measured, ...(better ? { best: measured } : {}) });
  if (better) await saved.save('best', training, asJson(progress));
  const comparison = better
    ? 'the best so far'
    : `the best was ${describePerplexity(best)} at step ${grouped(best.step)}`;
  view.note(`step ${grouped(measured.step)}: validation perplexity ${describePerplexity(measured)}, ${comparison}`);
}
