import { join } from 'node:path';
import { readMetrics } from '../../run/readMetrics.js';
import { startTrainProgram } from '../soak/trainProgram.js';
import { medianOf } from '../../statistics.js';

/** A short training run on some ranks. */
export interface RunToMeasure {
  /** Holds the texts `train.txt` and `rest.txt`, cut into words. */
  readonly folder: string;
  /** A folder that is there for this run. */
  readonly run: string;
  readonly ranks: number;
  readonly steps: number;
  /** Further options of `train`. */
  readonly options: readonly string[];
}

/** What it did. */
export interface MeasuredRun {
  /** Of all ranks together: the median over steps. */
  readonly tokensPerSecond: number;
  /** The share of its time that the first rank was busy with others: the median over steps; 0 for one that is alone. */
  readonly communication: number;
}

/** Steps at the start that also allocate and compile, and are left out. */
const WARM_UP = 5;

/**
 * Trains as a user would, each expert once on all ranks.
 *
 * @throws Error when training fails, with what it said
 */
export async function measureRun({ folder, run, ranks, steps, options }: RunToMeasure): Promise<MeasuredRun> {
  const [text, rest] = [join(folder, 'train.txt'), join(folder, 'rest.txt')];
  const corpus = ['--format', 'tokenized', '--corpus', text, '--validation', rest, '--test', rest];
  const onRanks = ranks > 1 ? ['--ranks', `${ranks}`] : [];
  const { ended } = startTrainProgram([...corpus, ...onRanks, '--run', run, '--steps', `${steps}`, ...options]);
  const { code, words } = await ended;
  if (code !== 0) throw new Error(`training on ${ranks} ranks ended with code ${code}: ${words}`);
  return medians((await stepsIn(run)).slice(WARM_UP));
}

type MeasuredStep = Pick<MeasuredRun, 'tokensPerSecond'> & Partial<MeasuredRun>;

async function stepsIn(run: string): Promise<readonly MeasuredStep[]> {
  const records = await readMetrics<Partial<MeasuredRun>>(run);
  return records.flatMap(({ tokensPerSecond, ...rest }) => (tokensPerSecond ? [{ ...rest, tokensPerSecond }] : []));
}

function medians(steps: readonly MeasuredStep[]): MeasuredRun {
  return {
    tokensPerSecond: medianOf(steps.map(({ tokensPerSecond }) => tokensPerSecond)),
    communication: medianOf(steps.map(({ communication = 0 }) => communication)),
  };
}
