import { openPart } from '../corpus/openPart.js';
import { describeMixtures } from '../format/describeMixtures.js';
import { adviceOnUnknown } from '../corpus/unknownShares.js';
import { describePerplexity } from '../format/describePerplexity.js';
import { describeUnknown } from '../format/describeUnknown.js';
import { grouped } from '../format/numbers.js';
import { evaluateText } from '../model/evaluateText.js';
import { openRun } from '../run/openRun.js';
import type { EvaluateOptions } from '../options/evaluateOptions.js';

/**
 * `outrageous-lm evaluate`
 *
 * @throws UsageError when the run or the text is refused
 * @throws Error when the loss is NaN or infinite
 */
export async function runEvaluation(options: EvaluateOptions): Promise<void> {
  const run = await openRun(options);
  const { config, vocabulary, checkpoint } = run;
  const { source, batches } = await openPart(config, vocabulary, options);
  const { mixtures, ...measured } = await evaluateText(run, batches);
  if (!Number.isFinite(measured.loss)) {
    throw new Error(
      `the loss on ${source} is ${measured.loss}: the model of step ${checkpoint.step} went astray; ` +
        'take another --checkpoint, or train again with a lower learning rate',
    );
  }
  const advice = adviceOnUnknown(measured.unknownShare, source, vocabulary.words);
  if (advice !== undefined) process.stderr.write(`${advice}\n`);
  if (options.json) {
    const { files, device } = run;
    const answer = { run: files.folder, checkpoint: options.checkpoint, step: checkpoint.step, text: source, device };
    process.stdout.write(`${JSON.stringify({ ...answer, ...measured, mixtures }, null, 2)}\n`);
    return;
  }
  const { loss, tokens } = measured;
  const perplexity = `perplexity ${describePerplexity(measured)} (loss ${loss.toFixed(4)})`;
  const words = `${grouped(tokens)} words of ${source}`;
  const lines = [`${perplexity} over ${words}`, ...describeMixtures(mixtures), describeUnknown(measured)];
  process.stdout.write(`${lines.join('\n')}\n`);
}
