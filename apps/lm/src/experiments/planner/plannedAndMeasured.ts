import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, clusters, type Plan, planPlacement, quantity } from '@outrageous/parallel';
import { markdownTable } from '../../format/markdownTable.js';
import { grouped, percent } from '../../format/numbers.js';
import { type MachineSpeed, measureMachine } from '../../plan/measureMachine.js';
import { plannedPreset } from '../../plan/plannedPreset.js';
import { findPreset } from '../../presets/presets.js';
import { stateOfTheUnionWords } from '../stateOfTheUnionWords.js';
import { writeResults } from '../writeResults.js';
import { type MeasuredRun, measureRun } from './measuredRun.js';

/** What {@link plannedAndMeasured} does. */
export interface PlannedAndMeasuredOptions {
  readonly preset: string;
  /** How many processes train together, run after run. */
  readonly ranks: readonly number[];
  readonly steps: number;
  /** Texts that all ranks together read side by side. */
  readonly batch: number;
  /** Words of each text per step. */
  readonly time: number;
  /** What the machine does; measured where it isn't said. */
  readonly speed?: MachineSpeed;
  /** Where the results go. */
  readonly results: string;
}

/** Trains on one rank and on several, and holds the planner's predictions against what they did. */
export async function plannedAndMeasured(options: PlannedAndMeasuredOptions): Promise<void> {
  const speed = options.speed ?? (await measureMachine());
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-planned-'));
  try {
    const vocabulary = await writeTexts(folder);
    const rows: RankRow[] = [];
    for (const ranks of options.ranks) {
      const planned = planOn(clusterOf(speed, ranks), options, vocabulary);
      rows.push({ ranks, planned, measured: await measureOn(ranks, options, folder) });
      process.stderr.write(`${cellsOf(rows[rows.length - 1]).join(', ')}\n`);
    }
    await writeReport(options, speed, rows);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function measureOn(
  ranks: number,
  { preset, batch, time, steps }: PlannedAndMeasuredOptions,
  folder: string,
): Promise<MeasuredRun> {
  const sizes = ['--preset', preset, '--batch', `${batch}`, '--time', `${time}`];
  return measureRun({ folder, ranks, steps, options: [...sizes, '--device', 'tensorflow'] });
}

interface RankRow {
  readonly ranks: number;
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
function planOn(cluster: Cluster, { preset, batch, time }: PlannedAndMeasuredOptions, vocabulary: number): Plan {
  const { devices } = cluster;
  const model = plannedPreset(findPreset(preset), { vocabulary });
  const training = { expertOptimizer: 'adam', recompute: false } as const;
  const request = { model, cluster, batch: { sequences: batch, time }, ...training };
  return planPlacement(request, { devices, expertDevices: devices, byBranch: false });
}

async function writeReport(
  { results, preset, batch, time, steps }: PlannedAndMeasuredOptions,
  speed: MachineSpeed,
  rows: readonly RankRow[],
): Promise<void> {
  const heads = ['ranks', 'tokens/s', 'planned', 'planned / measured', 'communication', 'planned'];
  const table = markdownTable(
    heads.map((head) => ({ head, align: 'right' })),
    rows.map(cellsOf),
  );
  const machine = `${quantity(speed.flops, 'FLOP/s')} and ${quantity(speed.memoryBandwidth, 'B/s')}`;
  const heading = `${preset}, ${batch} × ${time} words per step; the machine does ${machine}.`;
  const json = { preset, steps, batch, time, speed, rows };
  await writeResults(results, { name: 'planned-and-measured', json, markdown: `${heading}\n\n${table}` });
}

function cellsOf({ ranks, measured, planned }: RankRow): (string | number)[] {
  const { exchange, gradients, latency, total } = planned.time;
  return [
    ranks,
    grouped(measured.tokensPerSecond),
    grouped(planned.tokensPerSecond),
    (planned.tokensPerSecond / measured.tokensPerSecond).toFixed(2),
    percent(measured.communication),
    percent((exchange + gradients + latency) / total),
  ];
}
