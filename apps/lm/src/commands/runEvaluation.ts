import { evaluate } from '@outrageous/trainer';
import { openPart } from '../corpus/openPart.js';
import { describeMixtures } from '../format/describeMixtures.js';
import { grouped, threeDigits } from '../format/numbers.js';
import { withBalance } from '../model/withBalance.js';
import { openRun } from '../run/openRun.js';
import type { EvaluateOptions } from '../options/evaluateOptions.js';

/**
 * `outrageous-lm evaluate`
 *
 * @throws UsageError when the run or the text is refused
 */
export async function runEvaluation(options: EvaluateOptions): Promise<void> {
  const { task, config, vocabulary, checkpoint, device, files } = await openRun(options);
  const { source, batches } = await openPart(config, vocabulary, options);
  const watched = withBalance(task);
  const { loss, perplexity, tokens } = await evaluate(watched, batches);
  const mixtures = await watched.balance();
  if (options.json) {
    const answer = { run: files.folder, checkpoint: options.checkpoint, step: checkpoint.step, text: source, device };
    process.stdout.write(`${JSON.stringify({ ...answer, loss, perplexity, tokens, mixtures }, null, 2)}\n`);
    return;
  }
  const lines = describeMixtures(mixtures);
  const words = `${grouped(tokens)} words of ${source}`;
  process.stdout.write(
    `${[`perplexity ${threeDigits(perplexity)} (loss ${loss.toFixed(4)}) over ${words}`, ...lines].join('\n')}\n`,
  );
}
