import * as tf from '@tensorflow/tfjs-core';
import { type Gate, isSome, type Routing, segmentSum, type Slots, tidyTree } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkIsGate } from '../../parts/checks.js';
import { measuredWith } from '../../parts/measuredWith.js';
import { roomOfExperts } from '../../parts/room.js';
import { drop } from './drop.js';
import { next } from './next.js';
import type { Order } from './overflow.js';

/** How {@link withCapacity} bounds a gate. */
export interface CapacityOptions {
  /** How much more than an equal share of the rows an expert takes; 1.25 is usual. */
  readonly capacityFactor: number;
  /**
   * What becomes of a slot whose expert has no room left: `drop`, its row goes without (where it isn't said); `next`, it
   * goes to the row's next best expert that has room.
   */
  readonly overflow?: 'drop' | 'next';
  /**
   * Which slots get room first: `choices`, the first choices of all rows, then all second ones, as in GShard (where it isn't
   * said); `rows`, row after row, all of a row's at once. A row's first choice has its largest weight. With one expert per
   * row both are the same.
   */
  readonly order?: Order;
}

const kinds = {
  capacityFactor: { ...is.positive, hint: '1.25 is usual' },
  overflow: optional(is.oneOf('drop', 'next')),
  order: optional(is.oneOf('choices', 'rows')),
};

/**
 * The same gate, whose experts take a bounded number of rows.
 *
 *     capacity = ⌈capacityFactor · rows · expertsPerToken / experts⌉
 *
 * In a bank, rows and experts are those of a group. Of slots with the same `order`, those come first that come first in the
 * routing. Those that find no room become none: they get the weight 0, and are still computed. With `next`, a slot may go to
 * another expert: the row's best one, as the gate ranks them, that has room and that the row doesn't have yet. Its weight is
 * then the one that the gate gives to this expert, and where the gate divides weights by their sum, so are those of the row's
 * other experts (`Scoring` of `@outrageous/core` says both). On a GPU that takes as many rounds as a group has experts.
 *
 * Importance is that of the weights which remain, and load what the gate asked for. The share of slots that were dropped
 * is the metric `dropped`; {@link balanceReport} takes it.
 *
 * @throws RangeError when capacityFactor is not above 0
 * @throws Error from `apply` with `next` around a gate that compares no scores
 * @example
 * ```ts
 * const gate = withCapacity(switchGate({ width: 512, experts: 64 }), { capacityFactor: 1.25, overflow: 'next' });
 * ```
 *
 * Lepikhin et al., GShard, 2020, section 2.2, algorithm 1 (drop, choices; a second choice is always made here, there with a
 * probability of twice its weight); Fedus et al., Switch Transformers, 2021, section 2.2 and appendix B
 * (no token left behind).
 */
export function withCapacity(gate: Gate, options: CapacityOptions): Gate {
  checkIsGate('withCapacity: the', gate);
  const { capacityFactor, overflow = 'drop', order = 'choices' } = checkOptions('withCapacity', options, kinds);
  const share = { experts: gate.experts / gate.groups, expertsPerToken: capacityFactor * gate.expertsPerToken };
  const policy = { drop, next }[overflow];
  return {
    ...gate,
    apply: (parameters, input, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters, input, context);
        const room = roomOfExperts(input, input.rows.shape[0], share);
        return bounded(routing, policy(routing, input, { room, order }));
      }),
  };
}

function bounded(routing: Routing, slots: Slots): Routing {
  const before = tf.sum(isSome(routing.weight));
  const own = {
    importance: segmentSum(slots.weight, slots.expert, routing.experts),
    before,
    dropped: tf.sub<tf.Scalar>(before, tf.sum(isSome(slots.weight))),
  };
  return measuredWith({ ...routing, ...slots }, own, ({ loss, metrics }, sums) => {
    const dropped = tf.div(sums.dropped, tf.maximum(sums.before, 1));
    return { loss, metrics: { ...metrics, importance: sums.importance, dropped } };
  });
}
