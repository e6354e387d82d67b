import { disposeTree, type Routing, tidyTree, withoutLoss } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { joinSteps } from './joinSteps.js';

/** One row, sent to one of two experts. */
function routedTo(expert: number, scored: boolean): Routing {
  return tidyTree(() => routing(expert, tf.tensor2d([[1 + expert, 2]]), scored));
}

function routing(expert: number, scores: tf.Tensor2D, scored: boolean): Routing {
  return {
    token: tf.tensor1d([0], 'int32'),
    expert: tf.tensor1d([expert], 'int32'),
    weight: tf.ones([1]),
    experts: 2,
    ...(scored && {
      logits: scores,
      scoring: { ranked: tf.neg<tf.Tensor2D>(scores), logWeights: tf.square<tf.Tensor2D>(scores), normalized: true },
    }),
    sums: { importance: tf.ones([2]), load: tf.ones([2]) },
    measure: withoutLoss,
  };
}

function free(steps: readonly { readonly routings: readonly Routing[] }[], joined: Routing): void {
  disposeTree([joined, steps.map(({ routings }) => routings)]);
}

it('says of all steps how they were scored', async () => {
  const steps = [0, 1].map((expert) => ({ routings: [routedTo(expert, true)], rows: 1 }));
  const joined = tidyTree(() => joinSteps(steps)[0]);
  await expectClose(joined.logits!, [1, 2, 2, 2]);
  await expectClose(joined.scoring!.ranked!, [-1, -2, -2, -2]);
  await expectClose(joined.scoring!.logWeights!, [1, 4, 4, 4]);
  expect(joined.scoring!.normalized).toBe(true);
  free(steps, joined);
});

it('says nothing of gates that don’t score', () => {
  const steps = [0, 1].map((expert) => ({ routings: [routedTo(expert, false)], rows: 1 }));
  const joined = tidyTree(() => joinSteps(steps)[0]);
  expect([joined.logits, joined.scoring]).toEqual([undefined, undefined]);
  free(steps, joined);
});
