import { Command, InvalidArgumentError, Option } from 'commander';
import {
  beginOn,
  deviceChoices,
  type DeviceName,
  encodeParts,
  openCorpus,
  UsageError,
  vocabularyFor,
} from '@outrageous/lm';
import { type EnsembleSizes, ensembleRun } from './run/ensembleRun.js';
import { report } from './run/report.js';

/** `npm run ensemble`: quite different language models under one gate, compared with each of them alone. */
const program = new Command('ensemble')
  .description('Trains different language models, each alone, and a gate that weighs them word by word.')
  .option('--corpus <path>', 'a text file or a folder of them; by default the State of the Union addresses')
  .option('--vocabulary <words>', 'the most frequent words are kept', whole(3), 10_000)
  .option('--width <width>', 'of the models that are trained', whole(1), 128)
  .option('--steps <count>', 'updates of each model', whole(1), 1000)
  .option('--order <words>', 'the longest n-grams that are counted', whole(1), 4)
  .option('--gate-width <width>', 'of what the gate reads and remembers', whole(1), 32)
  .option('--gate-steps <count>', 'updates of the gate', whole(1), 1000)
  .option('--batch <streams>', 'texts that are read side by side', whole(1), 32)
  .option('--time <words>', 'words of each text per step', whole(1), 20)
  .option('--seed <number>', 'decides all initial values', whole(0), 0)
  .addOption(new Option('--device <name>', 'what computes').choices(deviceChoices).default('auto'))
  .option('--results <folder>', 'where the table is written to, beside standard output')
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UsageError) program.error(`error: ${error.message}`);
  throw error;
}

type Given = EnsembleSizes & {
  readonly corpus?: string;
  readonly device: DeviceName;
  readonly results?: string;
};

async function run({ corpus: path, device: wanted, results, ...given }: Given): Promise<void> {
  const corpus = await openCorpus({ corpus: path });
  const vocabulary = await vocabularyFor(corpus, given.vocabulary);
  const data = await encodeParts(corpus, vocabulary);
  const device = await beginOn(wanted);
  const sizes = { ...given, vocabulary: vocabulary.size };
  const begun = performance.now();
  const rows = await ensembleRun(data, sizes);
  const seconds = Math.round((performance.now() - begun) / 1000);
  await report({ rows, seconds, sizes, device: device.description, corpus: corpus.train.source }, results);
}

/** A reader of whole numbers from `least` up. */
function whole(least: number): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (Number.isInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} up.`);
  };
}
