import type { Vocabulary } from '@outrageous/trainer';
import { openPart } from '../corpus/openPart.js';
import { expertContexts, type MixtureContexts } from '../experts/expertContexts.js';
import type { ExpertContext } from '../experts/topContexts.js';
import { plainTable } from '../format/plainTable.js';
import { openRun } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import type { ExpertsOptions } from '../options/expertsOptions.js';

/**
 * `outrageous-lm experts`
 *
 * @throws UsageError when the run or the text is refused, or the model has no mixture
 */
export async function showExperts(options: ExpertsOptions): Promise<void> {
  const { model, parameters, config, vocabulary, files, checkpoint } = await openRun(options);
  const { source, ids, batches } = await openPart(config, vocabulary, options);
  const mixtures = await expertContexts(model, parameters, { ids, batches }, options.top);
  if (mixtures.length === 0) throw new UsageError(`${config.preset} has no mixture, so there are no experts to show`);
  const quote = (context: ExpertContext) => quoted(context, ids, vocabulary, options.around);
  if (options.json) {
    const answer = { run: files.folder, step: checkpoint.step, text: source };
    process.stdout.write(
      `${JSON.stringify({ ...answer, mixtures: mixtures.map((one) => asJson(one, quote)) }, null, 2)}\n`,
    );
    return;
  }
  mixtures.forEach((mixture, i) => {
    const title = mixtures.length === 1 ? '' : `mixture ${i + 1}\n`;
    process.stdout.write(`${title}${asTable(mixture, quote)}\n`);
  });
}

/** A context in words. */
interface Quote {
  readonly weight: number;
  readonly before: string;
  readonly word: string;
  readonly after: string;
}

function quoted({ weight, position }: ExpertContext, ids: Int32Array, { decode }: Vocabulary, around: number): Quote {
  const words = (from: number, to: number) => decode(ids.subarray(Math.max(0, from), to)).join(' ');
  return {
    weight,
    before: words(position - around, position),
    word: words(position, position + 1),
    after: words(position + 1, position + 1 + around),
  };
}

function asJson(mixture: MixtureContexts, quote: (context: ExpertContext) => Quote) {
  return { experts: mixture.map((contexts) => contexts.map(quote)) };
}

function asTable(mixture: MixtureContexts, quote: (context: ExpertContext) => Quote): string {
  return plainTable({
    head: ['expert', 'weight', '', 'word', ''],
    align: ['right', 'right', 'right', 'center', 'left'],
    rows: mixture.flatMap((contexts, expert) => rowsOf(expert, contexts.map(quote))),
  });
}

function rowsOf(expert: number, quotes: readonly Quote[]): (string | number)[][] {
  if (quotes.length === 0) return [[expert, '', '', '', 'no word of this text goes there']];
  return quotes.map(({ weight, before, word, after }, i) => [
    i === 0 ? expert : '',
    weight.toFixed(2),
    before,
    `› ${word} ‹`,
    after,
  ]);
}
