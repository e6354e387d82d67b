import { readFile } from 'node:fs/promises';
import { type Cluster, clusters, type Plan, planPlacement } from '@outrageous/parallel';
import * as v from 'valibot';
import { markdownTable } from '../../format/markdownTable.js';
import { grouped } from '../../format/numbers.js';
import { plannedPreset } from '../../plan/plannedPreset.js';
import { findPreset } from '../../presets/presets.js';
import { medianOf } from '../statistics.js';

/** What the planner needs of what `npm run benchmark -- experts` found. */
const benchmark = v.object({
  result: v.object({
    pairs: v.array(
      v.object({
        experts: v.number(),
        tokens: v.number(),
        these: v.object({ rounds: v.array(v.object({ milliseconds: v.array(v.number()) })) }),
      }),
    ),
  }),
});

/** A model and a batch that were measured on two cores. */
interface Measured {
  readonly experts: number;
  readonly tokens: number;
  /** Of a step: the median. */
  readonly milliseconds: number;
}

/** Presets by their number of experts. */
const presetOf = new Map([4, 32, 256].map((experts) => [experts, `moe-${experts}`]));

/** One process has both cores, and Adam for all parameters. */
const { cores } = clusters;
const cluster: Cluster = {
  ...cores,
  devices: 1,
  flops: 2 * cores.flops,
  memoryBandwidth: 2 * cores.memoryBandwidth,
};
const training = { cluster, expertOptimizer: 'adam', recompute: false, gatesBesideExperts: false } as const;

/**
 * Planned steps of one process beside those that the benchmarks measured.
 *
 * @param file `docs/performance/experts.json`
 */
export async function oneProcess(file: string): Promise<string> {
  const { result } = v.parse(benchmark, JSON.parse(await readFile(file, 'utf8')));
  const measured = result.pairs.map(({ these: { rounds }, ...sizes }) => ({
    ...sizes,
    milliseconds: medianOf(rounds.flatMap(({ milliseconds }) => milliseconds)),
  }));
  const heads = ['tokens per step', 'ms, measured', 'planned', 'off by', 'of that matrix products', 'memory traffic'];
  return markdownTable(
    [{ head: 'model' }, ...heads.map((head) => ({ head, align: 'right' as const }))],
    measured.flatMap(rowsOf),
  );
}

function rowsOf({ experts, tokens, milliseconds }: Measured): (string | number)[][] {
  const preset = presetOf.get(experts);
  if (preset === undefined) return [];
  const { compute, memory, total } = planned(preset, tokens).time;
  const [all, products, traffic] = [total, compute, memory].map((seconds) => grouped(1000 * seconds));
  const off = `${Math.round(100 * ((1000 * total) / milliseconds - 1))}%`;
  return [[preset, grouped(tokens), grouped(milliseconds), all, off, products, traffic]];
}

function planned(preset: string, tokens: number): Plan {
  const model = plannedPreset(findPreset(preset), { vocabulary: 10_000 });
  const placement = { devices: 1, expertDevices: 1, byBranch: false };
  return planPlacement({ model, batch: { sequences: tokens, time: 1 }, ...training }, placement);
}
