import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, clusters, type Plan, planPlacement } from '@outrageous/parallel';
import { markdownTable } from '../../format/markdownTable.js';
import { grouped, percent } from '../../format/numbers.js';
import { type MachineSpeed, measureMachine } from '../../plan/measureMachine.js';
import { plannedPreset } from '../../plan/plannedPreset.js';
import { findPreset } from '../../presets/presets.js';
import { stateOfTheUnionWords } from '../stateOfTheUnionWords.js';
import { writeResults } from '../writeResults.js';
import { writeTables } from '../writeTables.js';
import { type MeasuredRun, measureRun } from './measuredRun.js';

/** What {@link plannedAndMeasured} does. */
export interface PlannedAndMeasuredOptions {
  readonly presets: readonly string[];
  /** How many processes train together, run after run. */
  readonly ranks: readonly number[];
  readonly steps: number;
  /** Texts that all ranks together read side by side. */
  readonly batch: number;
  /** Words of each text per step. */
  readonly time: number;
  /** What the machine does; measured before and after each run where it isn't said. */
  readonly speed?: MachineSpeed;
  /** Where the results go. */
  readonly results: string;
  /** Where the table goes, at `<!-- planned-and-measured -->`. */
  readonly page: string;
}

/** Trains on one rank and on several, and holds the planner's predictions against what they did. */
export async function plannedAndMeasured(options: PlannedAndMeasuredOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-planned-'));
  try {
    const vocabulary = await writeTexts(folder);
    const rows: RankRow[] = [];
    for (const preset of options.presets)
      for (const ranks of options.ranks) {
        const [measured, speed] = await besideSpeed(options.speed, () => measureOn(ranks, preset, options, folder));
        const planned = planOn(clusterOf(speed, ranks), preset, options, vocabulary);
        rows.push({ preset, ranks, speed, planned, measured });
        process.stderr.write(`${cellsOf(rows[rows.length - 1]).join(', ')}\n`);
      }
    await writeReport(options, rows);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A run, and what the machine did around it: a shared one has changed by the next. */
async function besideSpeed<T>(known: MachineSpeed | undefined, run: () => Promise<T>): Promise<[T, MachineSpeed]> {
  if (known !== undefined) return [await run(), known];
  const before = await measureMachine();
  const ran = await run();
  return [ran, meanOf(before, await measureMachine())];
}

function meanOf(a: MachineSpeed, b: MachineSpeed): MachineSpeed {
  return { flops: (a.flops + b.flops) / 2, memoryBandwidth: (a.memoryBandwidth + b.memoryBandwidth) / 2 };
}

function measureOn(
  ranks: number,
  preset: string,
  { batch, time, steps }: PlannedAndMeasuredOptions,
  folder: string,
): Promise<MeasuredRun> {
  const sizes = ['--preset', preset, '--batch', `${batch}`, '--time', `${time}`];
  const run = join(folder, `${preset}-${ranks}`);
  return measureRun({ folder, run, ranks, steps, options: [...sizes, '--device', 'tensorflow'] });
}

interface RankRow {
  readonly preset: string;
  readonly ranks: number;
  readonly speed: MachineSpeed;
  readonly measured: MeasuredRun;
  readonly planned: Plan;
}

/** The text of `train`, and a little of it to validate with, so that a run is over soon after its steps. */
async function writeTexts(folder: string): Promise<number> {
  const { vocabulary, ids } = await stateOfTheUnionWords();
  const text = (words: Int32Array) => Array.from(words, (id) => vocabulary.words[id]).join(' ');
  await writeFile(join(folder, 'train.txt'), text(ids));
  await writeFile(join(folder, 'rest.txt'), text(ids.subarray(0, 4000)));
  return vocabulary.size;
}

/** Ranks share this machine. */
function clusterOf({ flops, memoryBandwidth }: MachineSpeed, devices: number): Cluster {
  return { ...clusters.cores, devices, flops: flops / devices, memoryBandwidth: memoryBandwidth / devices };
}

/** With each expert once on all ranks, as `train` places them. */
function planOn(
  cluster: Cluster,
  preset: string,
  { batch, time }: PlannedAndMeasuredOptions,
  vocabulary: number,
): Plan {
  const { devices } = cluster;
  const model = plannedPreset(findPreset(preset), { vocabulary });
  const training = { expertOptimizer: 'adam', recompute: false } as const;
  const request = { model, cluster, batch: { sequences: batch, time }, ...training };
  return planPlacement(request, { devices, expertDevices: devices, byBranch: false });
}

async function writeReport(
  { results, page, batch, time, steps }: PlannedAndMeasuredOptions,
  rows: readonly RankRow[],
): Promise<void> {
  const heads = ['ranks', 'GFLOP/s', 'GB/s', 'tokens/s', 'planned', 'planned / measured', 'communication', 'planned'];
  const table = markdownTable(
    [{ head: 'model' }, ...heads.map((head) => ({ head, align: 'right' as const }))],
    rows.map(cellsOf),
  );
  const markdown = `${table}\n\nMedians of ${steps} steps of ${batch} × ${time} words; the machine as it was at the time of each run.`;
  await writeResults(results, { name: 'planned-and-measured', json: { steps, batch, time, rows }, markdown });
  await writeTables(page, { 'planned-and-measured': markdown });
}

function cellsOf({ preset, ranks, speed, measured, planned }: RankRow): (string | number)[] {
  const { exchange, gradients, latency, total } = planned.time;
  return [
    preset,
    ranks,
    ...[speed.flops, speed.memoryBandwidth].map((perSecond) => (perSecond / 1e9).toFixed(0)),
    grouped(measured.tokensPerSecond),
    grouped(planned.tokensPerSecond),
    (planned.tokensPerSecond / measured.tokensPerSecond).toFixed(2),
    percent(measured.communication),
    percent((exchange + gradients + latency) / total),
  ];
}
