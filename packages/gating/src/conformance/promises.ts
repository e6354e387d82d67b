import * as tf from '@tensorflow/tfjs-core';
import { key, mapTensors, measureRouting, type Routing, type TensorTree } from '@outrageous/core';
import { faultIn, faultInMeasured, gateForms, refuse } from '@outrageous/core/contracts';
import { demand, demandClose } from '@outrageous/core/testing';
import { route, type RoutingNumbers, routingOf, whileTraining } from './readRouting.js';
import { type Subject, type TrialOptions, withTrial } from './subject.js';

const ROWS = 6;

export function describesItself(subject: Subject): void {
  const { groups, experts, expertsPerToken, operations, inputWidth = subject.width } = subject.makeGate();
  demand(Number.isInteger(groups) && groups >= 1, `groups must be a whole number from 1 up, got ${groups}`);
  demand(Number.isInteger(experts / groups), `experts (${experts}) must be a multiple of groups (${groups})`);
  demand(
    expertsPerToken > 0 && expertsPerToken <= experts / groups,
    `expertsPerToken must be above 0 and at most ${experts / groups}, got ${expertsPerToken}`,
  );
  demand(inputWidth === subject.width, `inputWidth must be ${subject.width}, as wide as rows come, got ${inputWidth}`);
  demand(operations >= 0 && Number.isFinite(operations), `operations must be 0 or more, got ${operations}`);
}

/** What is wrong with the gate itself, or with what it gives, before anything is made of it. */
export async function givesWhatTheContractSays(subject: Subject): Promise<void> {
  refuse('makeGate gave no gate', faultIn(gateForms, subject.makeGate()));
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    for (const training of [true, false]) await route(trial, { ...whileTraining, training });
  });
}

export async function hasTheRightShapes(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    await route(trial, whileTraining, (routing) => {
      refuse('what was measured', faultInMeasured(measureRouting(routing), trial.gate.experts));
    });
  });
}

export async function staysInRange(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    const { token, expert } = await route(trial, whileTraining);
    const group = await trial.input.group.data();
    const perGroup = trial.gate.experts / trial.gate.groups;
    const seen = new Set<string>();
    token.forEach((row, slot) => {
      demand(row >= 0 && row < ROWS, `token ${row} of slot ${slot} is not one of ${ROWS} rows`);
      const of = Math.floor(expert[slot] / perGroup);
      demand(of === group[row], `expert ${expert[slot]} is of group ${of}, but row ${row} of group ${group[row]}`);
      const pair = `row ${row} to expert ${expert[slot]}`;
      demand(!seen.has(pair), `${pair}: sent twice`);
      seen.add(pair);
    });
  });
}

export async function makesTheAnnouncedSlots(subject: Subject): Promise<void> {
  for (const equalRows of [false, true]) {
    await withTrial(subject, { rows: ROWS, equalRows }, async (trial) => {
      const { weight } = await route(trial, whileTraining);
      const announced = subject.slots(ROWS, trial.gate);
      demand(weight.length === announced, `made ${weight.length} slots of ${ROWS} rows, announced ${announced}`);
    });
  }
}

export async function givesFiniteNumbers(subject: Subject): Promise<void> {
  await staysFinite(subject, { rows: ROWS });
}

export async function startsFinite(subject: Subject): Promise<void> {
  await staysFinite(subject, { rows: ROWS, initialParameters: true });
}

export async function takesOneRow(subject: Subject): Promise<void> {
  await staysFinite(subject, { rows: 1 });
}

export async function takesEqualRows(subject: Subject): Promise<void> {
  await staysFinite(subject, { rows: ROWS, equalRows: true });
}

export async function sumsItsWeights(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    const { expert, weight, importance } = await route(trial, whileTraining);
    const sums = importance.map(() => 0);
    expert.forEach((of, slot) => (sums[of] += weight[slot]));
    sums.forEach((sum, of) =>
      demand(
        Math.abs(sum - importance[of]) < 1e-4,
        `importance of expert ${of} is ${importance[of]}, weights sum to ${sum}`,
      ),
    );
  });
}

/** A batch in two parts that are the same has twice the importance and the load of one of them. */
export async function addsPartsUp(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async ({ gate, parameters, input }) => {
    const [once, twice] = tf.tidy(() => {
      const routing = routingOf({ gate, parameters, input }, whileTraining);
      return [routing.sums, mapTensors(routing.sums, (sum) => tf.mul(sum, 2))].map((sums) => sumsOf(routing, sums));
    });
    const [of, ofBoth] = [Array.from(await once.data()), Array.from(await twice.data())];
    tf.dispose([once, twice]);
    const expected = of.map((value) => 2 * value);
    demandClose(ofBoth, expected, 'two equal parts of a batch must have twice the importance and load of one');
  });
}

function sumsOf({ measure }: Routing, sums: TensorTree): tf.Tensor1D {
  const { importance, load } = measure(sums).metrics;
  return tf.concat([importance, load]);
}

export async function repeatsItself(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    isTheSame(await route(trial, whileTraining), await route(trial, whileTraining), 'with the same key');
  });
}

export async function isQuietOutsideTraining(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    const one = await route(trial, { training: false, key: key(1) });
    const other = await route(trial, { training: false, key: key(2) });
    isTheSame(one, other, 'outside training, with another key');
  });
}

/** No word at all, as of a batch that is padding alone. */
export async function takesNoRow(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: 0 }, async (trial) => {
    for (const training of [true, false]) {
      const { token, expert, weight, loss, importance, load } = await route(trial, { training, key: key(11) });
      demand(weight.length === token.length && expert.length === token.length, 'lists differ in their length');
      demand(
        [...weight, ...importance, ...load].every((value) => value === 0),
        'no row must have no weight, no importance and no load',
      );
      demand(loss.every(Number.isFinite), `the loss of no row is not finite: ${loss}`);
    }
  });
}

export function takesEqualLogits(subject: Subject): Promise<void> {
  return staysFinite(subject, { rows: ROWS, scale: 0 });
}

export function takesLargeLogits(subject: Subject): Promise<void> {
  return staysFinite(subject, { rows: ROWS, scale: 1e6 });
}

export async function leaksNothing(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: ROWS }, async (trial) => {
    await route(trial, whileTraining); // tables that a backend makes once are made now
    const before = tf.memory().numTensors;
    await route(trial, whileTraining);
    const left = tf.memory().numTensors - before;
    demand(left === 0, `left ${left} tensors behind: wrap the work of apply in tf.tidy`);
    demand(!trial.input.rows.isDisposed, "disposed of its input, which is the caller's");
  });
}

async function staysFinite(subject: Subject, options: TrialOptions): Promise<void> {
  await withTrial(subject, options, async (trial) => {
    for (const training of [true, false]) {
      const numbers = await route(trial, { training, key: key(11) });
      for (const [name, values] of Object.entries<readonly number[]>({ ...numbers })) {
        demand(values.every(Number.isFinite), `${name} has a number that is not finite: ${values}`);
      }
      const { importance, load } = numbers;
      demand(
        [...importance, ...load].every((value) => value >= 0),
        'importance and load must be 0 or more',
      );
      demand(
        load.every((value) => value <= options.rows + 1e-3),
        `load above ${options.rows} rows: ${load}`,
      );
    }
  });
}

function isTheSame(one: RoutingNumbers, other: RoutingNumbers, when: string): void {
  demand(JSON.stringify(one) === JSON.stringify(other), `routed differently ${when}`);
}
