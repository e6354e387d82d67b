import { NonFiniteError } from '@outrageous/trainer';
import type { CheckpointName } from '@outrageous/trainer/node';
import { calledAs } from '../../calledAs.js';
import { grouped } from '../../format/numbers.js';
import { Interruption } from '../../interruption.js';
import { evaluateText } from '../../model/evaluateText.js';
import { countPreset } from '../../presets/count.js';
import { storeConfig } from '../../run/runContent.js';
import { type SharedStop, stopTogether } from '../../ranks/stopTogether.js';
import { withStopSignals } from '../../stopSignals.js';
import { conclude } from './conclude.js';
import { noView, type ProgressView, progressView } from './progressView.js';
import { runSteps } from './runSteps.js';
import type { Session } from './session.js';
import type { TrainRequest } from './trainRequest.js';
import { resumeProgress } from './trainingProgress.js';

/**
 * Trains to the last step and concludes, or saves where a signal stops it.
 *
 * @param device what computes, for the summary
 * @throws Interruption when a signal stopped it
 * @throws Error when the loss went astray
 */
export async function trainSession(session: Session, request: TrainRequest, device: string): Promise<void> {
  const { world } = session.team;
  const view = world.rank === 0 ? progressView() : noView;
  const stopping = () => view.note('stopping after this step (once more to stop at once, with the last checkpoint)');
  await withStopSignals((own) => trainUntil(stopTogether(own, world), session, { view, request, device }), stopping);
}

interface Surroundings {
  readonly view: ProgressView;
  readonly request: TrainRequest;
  readonly device: string;
}

async function trainUntil(stop: SharedStop, session: Session, { view, request, device }: Surroundings): Promise<void> {
  const progress = await resumeProgress(session);
  await storeChanges(session);
  announce(request, session);
  try {
    const outcome = await runSteps(session, { progress, view, stop });
    view.done();
    requireUninterrupted(stop, session);
    await conclude(session, { ...outcome, device, progress, stop });
    requireUninterrupted(stop, session);
  } catch (error) {
    throw error instanceof NonFiniteError ? await withKept(error, session) : error;
  }
}

/** What a resumed run does otherwise from here on, such as the number of its steps. */
async function storeChanges({ config, files, team: { world } }: Session): Promise<void> {
  if (config.resume && world.rank === 0) await storeConfig(files, { ...config, ranks: world.size });
}

function announce({ preset, files, config }: TrainRequest, { training, team }: Session): void {
  const { parameters } = countPreset(preset);
  const begun = training.optimizer.step > 0 ? `, going on after step ${grouped(training.optimizer.step)}` : '';
  const { size } = team.world;
  team.say(
    `model: ${preset.name} (${preset.summary}; ${grouped(parameters)} parameters between embedding and softmax)\n` +
      `run: ${files.folder}, ${grouped(config.steps)} steps${begun}${size === 1 ? '' : `, on ${size} ranks`}\n`,
  );
}

function requireUninterrupted({ received }: SharedStop, { files, training }: Session): void {
  const signal = received();
  if (signal === undefined) return;
  throw new Interruption(
    signal,
    `stopped by ${signal}; step ${grouped(training.optimizer.step)} is saved in ${files.checkpoints}\n` +
      `go on:  ${calledAs()} train --resume --run ${files.folder}`,
  );
}

/** The message of an error, and which checkpoint is still good: where the last isn't, the run goes back to the best. */
async function withKept(error: NonFiniteError, session: Session): Promise<Error> {
  const { saved, files } = session;
  const step = (await goodStep('last', session)) ?? (await goodStep('best', session));
  const resume = `${calledAs()} train --resume --run ${files.folder}`;
  const kept =
    step === undefined
      ? 'No checkpoint of this run is good: start a new one.'
      : `The last good checkpoint, of step ${grouped(step)}, is kept: ${saved.path('last')}\ngo on:  ${resume} --learning-rate <a lower rate>`;
  const advice = 'Here, that means a lower --learning-rate, a longer --warmup, or a lower --clip.';
  return new Error(`${error.message}\n${advice} ${kept}`, { cause: error });
}

/** The step of a checkpoint whose validation loss is a number; it is the last one then. */
async function goodStep(which: CheckpointName, session: Session): Promise<number | undefined> {
  const { saved, training, batches, team } = session;
  if ((await saved.info(which)) === undefined) return undefined;
  const { step, extra } = await saved.restore(which, training);
  const { loss } = await evaluateText(session, batches.validation, { world: team.world });
  if (!Number.isFinite(loss)) return undefined;
  if (which === 'best') await saved.save('last', training, extra);
  return step;
}
