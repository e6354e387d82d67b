import * as tf from '@tensorflow/tfjs-core';
import {
  countedRouting,
  detach,
  groupedMatMul,
  parameterSpec,
  slotsOfChoice,
  takeAlong,
  tidyTree,
  topKIndices,
  uniformFanIn,
} from '@outrageous/core';

/**
 * A gate that balances the batch by itself: while it trains, rows choose by probabilities that are scaled until every
 * expert has the same sum of them, and are weighed by the probabilities as they were.
 *
 *     p = softmax(x · W)    s = p with rows and columns scaled in turn, `rounds` times    G(x) = p where s is among the k largest
 *
 * After Clark et al., Unified Scaling Laws for Routed Language Models, 2022.
 *
 * @param {{ width: number, experts: number, groups?: number, k: number, rounds?: number }} options
 * @returns {import('@outrageous/core').Gate}
 */
export function sinkhornGate({ width, experts, groups = 1, k, rounds = 8 }) {
  if (groups !== 1) throw new RangeError(`sinkhornGate: got ${groups} groups, needs 1; it is no gate for a hierarchy`);
  return {
    parameters: { router: parameterSpec([1, width, experts], uniformFanIn(width, 0.3)) },
    operations: width * experts,
    groups,
    experts,
    expertsPerToken: k,
    apply: ({ router }, input, { training }) =>
      tidyTree(() => {
        const logits = groupedMatMul(input, router.read());
        const probabilities = tf.softmax(logits);
        const chosen = topKIndices(training ? evened(detach(probabilities), rounds) : probabilities, k);
        const weights = takeAlong(probabilities, chosen);
        return { ...countedRouting(slotsOfChoice({ chosen, weights }, input, experts), experts), logits };
      }),
  };
}

/** Columns and rows are divided by their sums, in turn. */
function evened(scores, rounds) {
  for (let round = 0; round < rounds; round++) {
    for (const axis of [0, 1]) scores = tf.div(scores, tf.maximum(tf.sum(scores, axis, true), 1e-20));
  }
  return scores;
}
