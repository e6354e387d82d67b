import { mixture } from '@outrageous/experts';
import { compactCount } from '../../format/numbers.js';
import { describeSpread } from '../../statistics.js';
import { comparedGates, pool } from './comparedGates.js';
import type { GateResult, GateSpeed } from './gateResult.js';
import { type GateColumns, numeric } from './gatesTable.js';

/** What a gate is, and the multiply-adds per word of a mixture with it. */
export const descriptions: GateColumns = {
  heads: [{ head: 'what it is' }, numeric('operations')],
  cellsOf: ({ make, summary }) => [summary, compactCount(mixture(make(), pool).operations)],
};

/** What each gate did to the model. */
export function qualityOf(runs: readonly GateResult[]): GateColumns {
  const heads = ['seeds', 'validation', 'test', 'CV(importance)', 'max/mean load', 'dead', 'dropped'];
  return {
    heads: heads.map(numeric),
    cellsOf({ name }) {
      const own = runs.filter(({ gate }) => gate === name);
      return own.length === 0 ? undefined : [own.length, ...spreadsOf(own)];
    },
  };
}

function spreadsOf(runs: readonly GateResult[]): string[] {
  const spread = (of: (run: GateResult) => number, digits: number) => describeSpread(runs.map(of), digits);
  return [
    spread(({ validation }) => validation.perplexity, 1),
    spread(({ test }) => test.perplexity, 1),
    spread(({ validation }) => validation.balance.importanceCv, 2),
    spread(({ validation }) => validation.balance.maxOverMeanLoad, 2),
    spread(({ validation }) => validation.balance.deadExperts, 1),
    spread(({ validation }) => validation.balance.droppedShare, 3),
  ];
}

/** What a step with each gate takes. */
export function speedOf(speeds: readonly GateSpeed[]): GateColumns {
  return {
    heads: ['ms per step', `× ${comparedGates[0].name}`].map(numeric),
    cellsOf({ name }) {
      const own = speeds.find(({ gate }) => gate === name);
      return own && [own.milliseconds.toFixed(1), own.ratio.toFixed(2)];
    },
  };
}
