import { CheckpointError, type CheckpointInfo } from '@outrageous/trainer';
import * as v from 'valibot';
import type { MixtureBalance } from '../../model/withBalance.js';

/** What a run remembers beside its training state. */
export interface TrainingProgress {
  /** The step of the last validation; 0 before the first. */
  validatedAt: number;
  /** The lowest validation loss, and the step where the best checkpoint is. */
  best?: HeldOut;
  /** The latest validation. */
  latest?: HeldOut;
}

/** A measurement on held-out text. */
export interface HeldOut {
  readonly step: number;
  /** In nats: what measurements are compared by. It stays a number where the perplexity is beyond all numbers. */
  readonly loss: number;
  /** exp(loss) */
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

const heldOutInJson = v.object({
  step,
  loss: v.optional(v.number()),
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

/** Checkpoints of earlier versions have perplexities alone. */
const heldOut = v.pipe(
  heldOutInJson,
  v.transform((json) => ({ ...json, loss: json.loss ?? Math.log(json.perplexity) })),
);

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
