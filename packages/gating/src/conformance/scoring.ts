import { disposeTree, type Routing } from '@outrageous/core';
import { demand } from '@outrageous/core/testing';
import { whileTraining } from './readRouting.js';
import { type Subject, type Trial, withTrial } from './subject.js';

/** A slot that isn't none, with what the routing says of its expert's score. */
interface ScoredSlot {
  readonly weight: number;
  readonly logWeight: number;
}

const ADVICE =
  'say in routing.scoring how the gate scores: logWeights, and normalized where weights are divided by their sum';

/** What chooses again, or makes a loss of probabilities, goes by what a routing says of its scores: it must be so. */
export async function weighsByItsScores(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: 6 }, async (trial) => {
    const routing = trial.gate.apply(trial.parameters, trial.input, whileTraining);
    const rows = await scoredRows(trial, routing);
    disposeTree(routing);
    rows.forEach(weighsInProportion);
    const choosing = rows.filter(({ length }) => length > 0 && length < trial.gate.experts / trial.gate.groups);
    const sums = choosing.map((slots) => slots.reduce((sum, { weight }) => sum + weight, 0));
    if (sums.length === 0) return;
    if (routing.scoring?.normalized) {
      demand(
        sums.every((sum) => sum < 1 + 1e-4),
        `is normalized, but weights of rows sum to ${sums}: ${ADVICE}`,
      );
    } else {
      const areOne = sums.every((sum) => Math.abs(sum - 1) < 2e-6);
      demand(!areOne, `weights of all rows sum to 1, but the routing isn't normalized: ${ADVICE}`);
    }
  });
}

/** The slots of each row; none of a gate that compares nothing. */
async function scoredRows({ input, gate }: Trial, routing: Routing): Promise<readonly ScoredSlot[][]> {
  const scores = routing.scoring?.logWeights ?? routing.logits;
  if (!scores) return [];
  const { token, expert, weight } = routing;
  const read = [token, expert, weight, input.group].map(async (tensor) => Array.from(await tensor.data()));
  const [tokens, experts, weights, group] = await Promise.all(read);
  const logWeights = await scores.array();
  const perGroup = gate.experts / gate.groups;
  const rows = logWeights.map((): ScoredSlot[] => []);
  tokens.forEach((row, slot) => {
    const logWeight = logWeights[row][experts[slot] - group[row] * perGroup];
    if (weights[slot] > 0) rows[row].push({ weight: weights[slot], logWeight });
  });
  return rows;
}

/** Smaller weights are rounded too much to be compared. */
const SMALL = 1e-20;

function weighsInProportion(slots: readonly ScoredSlot[], row: number): void {
  const [first, ...others] = slots.filter(({ weight }) => weight > SMALL);
  for (const { weight, logWeight } of others) {
    const [got, said] = [Math.log(weight / first.weight), logWeight - first.logWeight];
    demand(
      Math.abs(got - said) < 1e-3 * Math.max(1, Math.abs(said)),
      `weights ${first.weight} and ${weight} of row ${row} are not in the proportion 1 : ${Math.exp(said)} of their scores: ${ADVICE}`,
    );
  }
}
