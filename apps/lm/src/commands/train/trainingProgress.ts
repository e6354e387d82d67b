import type { JsonObject } from '@outrageous/trainer';
import { progressIn, type TrainingProgress } from './progress.js';
import type { Session } from './session.js';

/** Where a run stands: that of its last checkpoint, which is restored, or the start, which becomes the first one. */
export async function resumeProgress(session: Session): Promise<TrainingProgress> {
  const { saved, training, config } = session;
  if (config.resume && (await saved.info('last'))) {
    return progressIn(await saved.restore('last', training), saved.path('last'));
  }
  const progress: TrainingProgress = { validatedAt: 0 };
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
