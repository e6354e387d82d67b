import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { disposeParameters, type Gate, oneGroup } from '@outrageous/core';
import { route, type RoutingNumbers } from '../conformance/readRouting.js';
import { balanced } from '../losses/balanced.js';
import { withEntropyLoss } from '../losses/withEntropyLoss.js';
import { withLoadBalancingLoss } from '../losses/withLoadBalancingLoss.js';
import { withZLoss } from '../losses/withZLoss.js';
import { expectNumbers } from '../test/expectNumbers.js';
import { type GateByHand, gatesByHand, type ScoredRow } from '../test/gatesByHand.js';
import { disposeGrouped, evaluating } from '../test/sameLogits.js';
import { type CapacityOptions, withCapacity } from './withCapacity/withCapacity.js';

/** Three rows want the same; the last begins with what they leave. */
const logits = [
  [5, 3, 1],
  [5, 3, 1],
  [5, 3, 1],
  [1, 2, 4],
];

vi.spyOn(console, 'warn').mockImplementation(() => {});

async function routed({ make, parameters }: GateByHand, wrap: (gate: Gate) => Gate = (gate) => gate) {
  const values = parameters(logits);
  const input = oneGroup(tf.eye(logits.length));
  const ids = tf.range(0, logits.length, 1, 'int32');
  try {
    const gate = wrap(make({ width: logits.length, experts: 3 }));
    return await route({ gate, parameters: values, input }, { ...evaluating, ids });
  } finally {
    disposeParameters(values);
    disposeGrouped(input);
    ids.dispose();
  }
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
const cvSquared = (numbers: readonly number[]) => {
  const mean = total(numbers) / numbers.length;
  return total(numbers.map((one) => (one - mean) ** 2)) / numbers.length / mean ** 2;
};

/** What each loss adds, from the routing without it and from how the gate scores. */
const losses: Record<
  string,
  [wrap: (gate: Gate) => Gate, added: (plain: RoutingNumbers, rows: ScoredRow[]) => number]
> = {
  withZLoss: [
    (gate) => withZLoss(gate, 1),
    () => total(logits.map((row) => Math.log(total(row.map(Math.exp))) ** 2)) / logits.length,
  ],
  withEntropyLoss: [
    (gate) => withEntropyLoss(gate, 1),
    (_, rows) => -total(rows.flatMap(({ probabilities: p }) => p.map((one) => one * Math.log(one)))) / rows.length,
  ],
  withLoadBalancingLoss: [
    (gate) => withLoadBalancingLoss(gate, 1),
    ({ expert, weight }, rows) => {
      const tokens = [0, 1, 2].map((i) => expert.filter((one, slot) => one === i && weight[slot] !== 0).length);
      const mean = (i: number) => total(rows.map(({ probabilities }) => probabilities[i])) / rows.length;
      return (3 * total(tokens.map((count, i) => count * mean(i)))) / total(tokens);
    },
  ],
};

type Slot = { readonly row: number; readonly at: number; to: number; kept: boolean };
type Ordered = Required<Pick<CapacityOptions, 'order'>>['order'];

/** The slots that aren't none, in the order in which they get room. */
function slotsInOrder({ token, expert, weight }: RoutingNumbers, order: Ordered): Slot[] {
  const slots = token.flatMap((row, at) => (weight[at] === 0 ? [] : [{ row, at, to: expert[at], kept: false }]));
  const choice = ({ row, at, to }: Slot) =>
    slots.filter(
      (one) => one.row === row && (weight[one.at] > weight[at] || (weight[one.at] === weight[at] && one.to < to)),
    ).length;
  return order === 'rows' ? slots : [0, 1, 2, 3].flatMap((nth) => slots.filter((slot) => choice(slot) === nth));
}

function keepWithin(slots: Slot[], room: number[]): void {
  for (const slot of slots) {
    slot.kept = room[slot.to] > 0;
    if (slot.kept) room[slot.to]--;
  }
}

/** Rank by rank, row by row, slots without room go to the row's best expert that has some. */
function moveOn(slots: Slot[], room: number[], rows: ScoredRow[], plain: RoutingNumbers): void {
  const has = rows.map((_, row) => plain.expert.filter((__, at) => plain.token[at] === row));
  const ranking = rows.map(({ ranked }) => [0, 1, 2].sort((a, b) => ranked[b] - ranked[a]));
  for (let rank = 0; rank < 3; rank++) {
    ranking.forEach((best, row) => {
      const [homeless] = slots.filter((slot) => slot.row === row && !slot.kept).sort((a, b) => a.at - b.at);
      if (!homeless || has[row].includes(best[rank]) || room[best[rank]] <= 0) return;
      room[best[rank]]--;
      Object.assign(homeless, { to: best[rank], kept: true });
    });
  }
}

/** Weights of rows whose experts are others than before are what the gate gives to these. */
function weightsAfter(slots: Slot[], plain: RoutingNumbers, rows: ScoredRow[]): number[] {
  const weights = plain.weight.map(() => 0);
  for (const { row, at, to, kept } of slots) {
    const ofRow = slots.filter((slot) => slot.row === row);
    const changed = ofRow.some((slot) => slot.to !== plain.expert[slot.at]);
    const experts = ofRow.map((slot) => slot.to);
    if (kept) weights[at] = changed ? rows[row].weigh(experts)[experts.indexOf(to)] : plain.weight[at];
  }
  return weights;
}

describe.each(Object.entries(gatesByHand))('around %s', (_, gate) => {
  const rows = logits.map((row) => gate.score?.(row));
  const scored = rows.filter((row) => row !== undefined);

  it('balanced adds both CV²', async () => {
    const [plain, wrapped] = [await routed(gate), await routed(gate, balanced)];
    const added = 0.1 * cvSquared(plain.importance) + 0.1 * cvSquared(plain.load);
    expect(wrapped.loss[0]).toBeCloseTo(plain.loss[0] + added, 5);
    expect({ ...wrapped, loss: plain.loss }).toEqual(plain);
  });

  it.each(Object.entries(losses))('%s goes by the scores of the gate', async (name, [wrap, added]) => {
    if (!gate.score) {
      await expect(routed(gate, wrap)).rejects.toThrow(`${name}: the gate has no logits to make a loss of`);
      return;
    }
    const [plain, wrapped] = [await routed(gate), await routed(gate, wrap)];
    expect(wrapped.loss[0]).toBeCloseTo(plain.loss[0] + added(plain, scored), 4);
    expect({ ...wrapped, loss: plain.loss }).toEqual(plain);
  });

  describe.each(['choices', 'rows'] as const)('withCapacity by %s', (order) => {
    const capacityFactor = 0.7;
    const roomOf = ({ load }: RoutingNumbers) => {
      const { expertsPerToken } = gate.make({ width: 4, experts: 3 });
      return load.map(() => Math.ceil((capacityFactor * 4 * expertsPerToken) / load.length));
    };

    it('drops what has no room', async () => {
      const plain = await routed(gate);
      const dropped = await routed(gate, (one) => withCapacity(one, { capacityFactor, order }));
      const slots = slotsInOrder(plain, order);
      keepWithin(slots, roomOf(plain));
      expectNumbers(dropped.weight, weightsAfter(slots, plain, []));
      expect(dropped.expert).toEqual(plain.expert);
    });

    it('moves on what has no room, to what the gate ranks next, with the weight that it gives', async () => {
      const within = (one: Gate) => withCapacity(one, { capacityFactor, order, overflow: 'next' });
      if (!gate.score) {
        await expect(routed(gate, within)).rejects.toThrow("withCapacity: overflow: 'next' got a gate without logits");
        return;
      }
      const [plain, moved] = [await routed(gate), await routed(gate, within)];
      const [slots, room] = [slotsInOrder(plain, order), roomOf(plain)];
      keepWithin(slots, room);
      moveOn(slots, room, scored, plain);
      const expected = plain.expert.map((one, at) => slots.find((slot) => slot.at === at)?.to ?? one);
      expect(moved.expert).toEqual(expected);
      expectNumbers(moved.weight, weightsAfter(slots, plain, scored));
    });
  });
});
