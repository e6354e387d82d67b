import { NonFiniteError } from '@outrageous/trainer';
import { openCorpus } from '../../corpus/openCorpus.js';
import { encodeParts, vocabularyFor } from '../../corpus/textData.js';
import { beginOn } from '../../device/begin.js';
import { grouped } from '../../format/numbers.js';
import { Interruption } from '../../interruption.js';
import type { GivenTrainOptions } from '../../options/trainOptions.js';
import { countPreset } from '../../presets/count.js';
import { storeConfig, storedVocabulary } from '../../run/runContent.js';
import { createRunFolder, requireNoRun, writeJson } from '../../run/runFolder.js';
import { lockRun } from '../../run/runLock.js';
import { type StopSignal, withStopSignals } from '../../stopSignals.js';
import { asUsageError } from '../../usageError.js';
import { conclude } from './conclude.js';
import { type ProgressView, progressView } from './progressView.js';
import { runSteps } from './runSteps.js';
import { cutText, type Session, type SessionText, startSession } from './session.js';
import { trainRequest, type TrainRequest } from './trainRequest.js';
import { resumeProgress } from './trainingProgress.js';

/**
 * `outrageous-lm train`: everything is checked and read before the run's folder is made.
 *
 * @throws UsageError when something given is refused
 * @throws DeviceError when the device can't be had
 * @throws Interruption when a signal stopped it; the run is saved then
 * @throws Error when the loss went astray, with the checkpoint that is kept
 */
export async function runTraining(commandLine: GivenTrainOptions & { config?: string }): Promise<void> {
  const request = await trainRequest(commandLine);
  if (!request.config.resume) requireNoRun(request.files);
  const text = await readText(request);
  const device = await beginOn(request.config.device);
  const unlock = await openRunFolder(request, text);
  try {
    await trainIn(request, text, device.name);
  } finally {
    unlock();
  }
}

async function readText({ config, files }: TrainRequest): Promise<SessionText> {
  const corpus = await asUsageError(() => openCorpus(config));
  const vocabulary = config.resume ? await storedVocabulary(files) : await vocabularyFor(corpus, config.vocabulary);
  const data = await encodeParts(corpus, vocabulary);
  const sizes = `${grouped(data.train.length)} to train, ${grouped(data.validation.length)} to validate, ${grouped(data.test.length)} to test`;
  process.stderr.write(`text: ${corpus.train.source}: ${sizes}; ${grouped(vocabulary.size)} different words\n`);
  return asUsageError(() => cutText(data, vocabulary, config));
}

/** The configuration comes last: what has none is no run. */
async function openRunFolder({ config, files }: TrainRequest, { vocabulary }: SessionText): Promise<() => void> {
  await createRunFolder(files);
  const unlock = lockRun(files.folder);
  if (!config.resume) await writeJson(files.vocabulary, vocabulary);
  await storeConfig(files, config);
  return unlock;
}

async function trainIn(request: TrainRequest, text: SessionText, device: string): Promise<void> {
  const view = progressView();
  const stopping = () => view.note('stopping after this step (once more to stop at once, with the last checkpoint)');
  await withStopSignals((stop) => trainUntil(stop, startSession(request, text), { view, request, device }), stopping);
}

interface Surroundings {
  readonly view: ProgressView;
  readonly request: TrainRequest;
  readonly device: string;
}

async function trainUntil(stop: StopSignal, session: Session, { view, request, device }: Surroundings): Promise<void> {
  const progress = await resumeProgress(session);
  announce(request, session);
  try {
    const outcome = await runSteps(session, { progress, view, signal: stop.abort });
    view.done();
    requireUninterrupted(stop, session);
    await conclude(session, { ...outcome, device, progress, signal: stop.abort });
    requireUninterrupted(stop, session);
  } catch (error) {
    throw error instanceof NonFiniteError ? await withKept(error, session) : error;
  }
}

function announce({ preset, files, config }: TrainRequest, { training }: Session): void {
  const { parameters } = countPreset(preset);
  const begun = training.optimizer.step > 0 ? `, going on after step ${grouped(training.optimizer.step)}` : '';
  process.stderr.write(
    `model: ${preset.name} (${preset.summary}; ${grouped(parameters)} parameters between embedding and softmax)\n` +
      `run: ${files.folder}, ${grouped(config.steps)} steps${begun}\n`,
  );
}

function requireUninterrupted({ received }: StopSignal, { files, training }: Session): void {
  const signal = received();
  if (signal === undefined) return;
  throw new Interruption(
    signal,
    `stopped by ${signal}; step ${grouped(training.optimizer.step)} is saved in ${files.checkpoints}\n` +
      `go on:  outrageous-lm train --resume --run ${files.folder}`,
  );
}

/** The message of an error, and which checkpoint is still good. */
async function withKept(error: NonFiniteError, { saved }: Session): Promise<Error> {
  const info = await saved.info('last');
  const kept = info ? `The last good checkpoint, of step ${grouped(info.step)}, is kept: ${saved.path('last')}` : '';
  const advice = 'Here, that means a lower --learning-rate, a longer --warmup, or a lower --clip.';
  return new Error(`${error.message}\n${advice} ${kept}`, { cause: error });
}
