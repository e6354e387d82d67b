import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine } from '@outrageous/lm';
import { Argument, Command } from 'commander';
import type { Benchmark } from './benchmark.js';
import { benchmarks } from './benchmarks.js';
import { writePage } from './page/writePage.js';
import { writeResult } from './page/results.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Given {
  readonly quick: boolean;
  readonly rounds?: number;
  readonly results?: string;
  readonly measure: boolean;
}

const names = benchmarks.map(({ name }) => name);

/** `npm run benchmark` */
const program = new Command('benchmark')
  .description('Measures, keeps the results as JSON, and writes a page of tables and plots.')
  .addArgument(new Argument('[cases...]', 'what is measured; all of it by default').choices(names).default(names))
  .option('--quick', 'tiny sizes, to try the benchmarks themselves', false)
  .option('--rounds <count>', 'turns of each contender (default: 7, or 2 where it is quick)', Number)
  .option('--results <folder>', 'where the results go (default: docs/performance, or runs/benchmark where it is quick)')
  .option('--no-measure', 'only write the page again')
  .addHelpText('after', `\n${benchmarks.map(({ name, title }) => `  ${name.padEnd(11)}${title}`).join('\n')}`)
  .action(measureAll);

await program.parseAsync();

async function measureAll(cases: readonly string[], { quick, rounds, results, measure }: Given): Promise<void> {
  const folder = results ?? join(ROOT, quick ? 'runs/benchmark' : 'docs/performance');
  const options = { quick, rounds: rounds ?? (quick ? 2 : 7) };
  for (const benchmark of measure ? benchmarks.filter(({ name }) => cases.includes(name)) : []) {
    process.stderr.write(`${benchmark.title}\n`);
    const result = await attempt(benchmark, () => benchmark.run(options));
    if (!result) continue;
    const date = new Date().toISOString().slice(0, 10);
    await writeResult(folder, benchmark.name, { machine: describeMachine(), date, quick, result });
    process.stdout.write(`## ${benchmark.title}\n\n${benchmark.report(result).markdown}\n\n`);
    await writePage(folder);
  }
  process.stderr.write(`${await writePage(folder)}\n`);
}

/** One benchmark that can't be had is no reason to leave out the others. */
async function attempt<T>({ name }: Benchmark, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`benchmark ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
