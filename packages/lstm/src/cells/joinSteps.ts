import { addTrees, type Routing } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** The routings of a step's mixtures, each of so many rows. */
export interface RoutedStep {
  readonly routings: readonly Routing[];
  readonly rows: number;
}

/**
 * The routings of mixtures that were applied step by step, each as if it had seen all steps at once: slots one step after
 * the other, rows counted on, and sums added, so that importance and load are measured over the whole window.
 */
export function joinSteps(steps: readonly RoutedStep[]): readonly Routing[] {
  if (steps.length === 0) return [];
  return steps[0].routings.map((_, mixture) =>
    joined(steps.map((step) => ({ ...step, routing: step.routings[mixture] }))),
  );
}

function joined(steps: readonly { readonly routing: Routing; readonly rows: number }[]): Routing {
  const routings = steps.map(({ routing }) => routing);
  const joinedOf = (pick: (routing: Routing) => tf.Tensor2D | undefined): tf.Tensor2D | undefined => {
    const parts = routings.flatMap((routing) => pick(routing) ?? []);
    return parts.length === 0 ? undefined : tf.concat(parts);
  };
  const { experts, measure, scoring } = routings[0];
  return {
    token: tf.concat(countedOn(steps)),
    expert: tf.concat(routings.map(({ expert }) => expert)),
    weight: tf.concat(routings.map(({ weight }) => weight)),
    experts,
    logits: joinedOf(({ logits }) => logits),
    scoring: scoring && {
      ranked: joinedOf((routing) => routing.scoring?.ranked),
      logWeights: joinedOf((routing) => routing.scoring?.logWeights),
      normalized: scoring.normalized,
    },
    sums: addTrees(routings.map(({ sums }) => sums)),
    measure,
  };
}

/** The slots' tokens, numbered over all steps. */
function countedOn(steps: readonly { readonly routing: Routing; readonly rows: number }[]): tf.Tensor1D[] {
  let before = 0;
  return steps.map(({ routing, rows }) => {
    const counted = tf.add<tf.Tensor1D>(routing.token, tf.scalar(before, 'int32'));
    before += rows;
    return counted;
  });
}
