import { expect, it } from 'vitest';
import { type Check, checksOf, demand, firstThen } from './check.js';

const ran: string[] = [];

/** A suite whose first check passes or not, and one other. */
function suite(passes: boolean): readonly Check[] {
  const check = checksOf(ran);
  const first = check('gives what the contract says', (list) => {
    list.push('first');
    demand(passes, "its 'weight' is missing");
  });
  return firstThen(first, [check('takes a single row', (list) => void list.push('other'))]);
}

/** Runs all checks, as a test runner does that may know how to skip; what became of each. */
async function outcomes(checks: readonly Check[], ...context: unknown[]): Promise<string[]> {
  ran.length = 0;
  const all: string[] = [];
  for (const { run } of checks)
    all.push(
      await run(...context).then(
        () => 'done',
        (error: Error) => error.message,
      ),
    );
  return all;
}

const reason = "not run, because 'gives what the contract says' failed: its 'weight' is missing";

it('runs the first check once, and the others after it', async () => {
  expect(await outcomes(suite(true))).toEqual(['done', 'done']);
  expect(ran).toEqual(['first', 'other']);
});

it('runs no other check where the first one fails, and says why', async () => {
  expect(await outcomes(suite(false))).toEqual(["its 'weight' is missing", reason]);
  expect(ran).toEqual(['first']);
});

it('skips the others where the runner of tests can, once it heard of the first', async () => {
  const skipped: string[] = [];
  const runner = { skip: (why: string) => skipped.push(why) };
  expect(await outcomes(suite(false), runner)).toEqual(["its 'weight' is missing", 'done']);
  expect(skipped).toEqual([reason]);
  expect(await outcomes(suite(false).slice(1), runner)).toEqual([reason]);
});

it('gives functions without parameters, which no runner takes for ones that call back', () => {
  expect(suite(true).map(({ run }) => run.length)).toEqual([0, 0]);
});
