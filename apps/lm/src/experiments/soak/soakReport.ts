import { markdownTable } from '../../format/markdownTable.js';
import type { Results } from '../writeResults.js';
import type { SoakOptions, SoakResult } from './soak.js';

/** What a soak came to, for programs and for people. */
export function soakReport({ ranks, steps, train }: SoakOptions, result: SoakResult): Results {
  const { kills, disturbed, undisturbed } = result;
  const [final, expected] = [disturbed, undisturbed].map((losses) => losses.at(-1)?.loss ?? NaN);
  const again = kills.reduce((sum, { step, from }) => sum + step - from, 0);
  const differing = stepsThatDiffer(result);
  return {
    name: 'soak',
    json: { ranks, steps, train, kills, final, expected, differing },
    markdown: [
      `${ranks} ranks, ${steps} steps, \`train ${train.join(' ')}\`: ${kills.length} times a random rank was killed, and ` +
        `${again} steps had to be done again.`,
      `The loss of the last step is ${final}; that of an undisturbed run is ${expected}. ` +
        `Of all steps, ${differing} have another loss than there.`,
      markdownTable(
        ['rank', 'killed after step', 'went on after step'].map((head) => ({ head, align: 'right' })),
        kills.map(({ rank, step, from }) => [rank, step, from]),
      ),
    ].join('\n\n'),
  };
}

/** How many steps don't have the very loss that they have in the undisturbed run. */
function stepsThatDiffer({ disturbed, undisturbed }: SoakResult): number {
  const losses = new Map(disturbed.map(({ step, loss }) => [step, loss]));
  return undisturbed.filter(({ step, loss }) => losses.get(step) !== loss).length;
}
