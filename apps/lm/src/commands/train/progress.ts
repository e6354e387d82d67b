import { CheckpointError, type CheckpointInfo } from '@outrageous/trainer';
import * as v from 'valibot';
import type { MixtureBalance } from '../../model/withBalance.js';

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

const step = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A number where JSON has null when it is not finite. */
function orNull(otherwise: number) {
  return v.pipe(
    v.nullable(v.number()),
    v.transform((value) => value ?? otherwise),
  );
}

const measured = orNull(NaN);

const heldOut = v.object({
  step,
  perplexity: orNull(Infinity),
  mixtures: v.array(
    v.object({
      experts: step,
      importanceCv: measured,
      loadCv: measured,
      maxOverMeanLoad: measured,
      deadExperts: measured,
      droppedShare: v.optional(measured, 0),
    }),
  ),
});

const schema = v.object({
  validatedAt: v.optional(step, 0),
  best: v.optional(heldOut),
  latest: v.optional(heldOut),
});

/**
 * What a run remembered when it was saved.
 *
 * @param file the checkpoint, for messages
 * @throws CheckpointError when it is something else
 */
export function progressIn({ extra }: CheckpointInfo, file: string): TrainingProgress {
  const result = v.safeParse(schema, extra);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CheckpointError(
    `checkpoint: ${file} is damaged: extra.${v.getDotPath(issue)} is ${issue.received}, and must be ${issue.expected}. ` +
      'Use another checkpoint, or start a new run',
  );
}
