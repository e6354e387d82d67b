import type { JsonObject } from '@outrageous/trainer';
import type { MixtureBalance } from '../../model/withBalance.js';
import type { Session } from './session.js';

/** What a run remembers beside its training state. */
export interface TrainingProgress {
  /** The step of the last validation; 0 before the first. */
  validatedAt: number;
  /** The lowest validation perplexity, and the step where the best checkpoint is. */
  best?: HeldOut;
  /** The latest validation. */
  latest?: HeldOut;
}

/** A measurement on held-out text. */
export interface HeldOut {
  readonly step: number;
  readonly perplexity: number;
  /** Over the whole text, for each mixture. */
  readonly mixtures: readonly MixtureBalance[];
}

/** Where a run stands: that of its last checkpoint, which is restored, or the start, which becomes the first one. */
export async function resumeProgress(session: Session): Promise<TrainingProgress> {
  const { saved, training, config } = session;
  const progress: TrainingProgress = { validatedAt: 0 };
  if (config.resume && (await saved.info('last'))) {
    const { extra } = await saved.restore('last', training);
    return { ...progress, ...(extra as Partial<TrainingProgress>) };
  }
  await saveLast(session, progress);
  return progress;
}

/** Saves where the run stands. */
export async function saveLast({ saved, training }: Session, progress: TrainingProgress): Promise<void> {
  await saved.save('last', training, asJson(progress));
}

/** As a checkpoint keeps it. */
export function asJson(progress: TrainingProgress): JsonObject {
  return { ...progress } as unknown as JsonObject;
}
