import { mixture } from '@outrageous/experts';
import { markdownTable } from '../../format/markdownTable.js';
import { compactCount, grouped } from '../../format/numbers.js';
import { describeSpread } from '../statistics.js';
import { type ComparedGate, comparedGates, pool } from './comparedGates.js';
import { type GateResult, warmup } from './gateRun.js';

/** The page that compares gates: what was done, and a table with a line for each gate that has run. */
export function gatesPage(results: readonly GateResult[], steps: number): string {
  return `# Gates, compared

The same language model with each gate of [\`@outrageous/gating\`](../packages/gating/README.md):
LSTM, mixture of 32 experts, LSTM, 128 wide, experts with a hidden layer of 256, on the State of the Union addresses,
vocabulary 10,000, 640 words per step, ${grouped(steps)} steps; learning rate 0.008 after ${warmup} steps of warm-up, falling to zero over
the second half. Mean ± standard deviation over the seeds. Load is counted in tokens on the validation text. \`npm run experiments
-- gates\` measures it again, gate by gate where their names are given, and goes on where it stopped.

${tableOf(results)}

What to bear in mind:

- Operations are those of the gate and of the experts that a row gets on average in training. \`random\` and \`dropout\` use all
  experts outside training, so their perplexity is that of a larger model.
- \`expert-choice\` sees all words of a window when it chooses, also those that are to be predicted.
- \`strict\` has in training what \`expert-choice\` has, and chooses by thresholds in this table: its balance is how well they fit.
- \`hash\` can't be balanced better than words are frequent.`;
}

function tableOf(results: readonly GateResult[]): string {
  const numbers = ['operations', 'seeds', 'validation perplexity', 'test perplexity'];
  const balance = ['CV(importance)', 'max/mean load', 'dead', 'dropped'];
  return markdownTable(
    [
      { head: 'gate' },
      { head: 'what it is' },
      ...[...numbers, ...balance].map((head) => ({ head, align: 'right' as const })),
    ],
    comparedGates.flatMap((gate) => {
      const own = results.filter((result) => result.gate === gate.name);
      return own.length === 0 ? [] : [cellsOf(gate, own)];
    }),
  );
}

function cellsOf(gate: ComparedGate, runs: readonly GateResult[]): (string | number)[] {
  const spread = (of: (run: GateResult) => number, digits: number) => describeSpread(runs.map(of), digits);
  return [
    gate.name,
    gate.summary,
    compactCount(operationsOf(gate)),
    runs.length,
    spread(({ validation }) => validation.perplexity, 2),
    spread(({ test }) => test.perplexity, 2),
    spread(({ validation }) => validation.balance.importanceCv, 2),
    spread(({ validation }) => validation.balance.maxOverMeanLoad, 2),
    spread(({ validation }) => validation.balance.deadExperts, 1),
    spread(({ validation }) => validation.balance.droppedShare, 3),
  ];
}

/** Multiply-adds per word of the mixture. */
function operationsOf({ make }: ComparedGate): number {
  return mixture(make(), pool).operations;
}
