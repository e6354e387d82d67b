import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cluster, clusters, type Plan, planPlacement } from '@outrageous/parallel';
import * as v from 'valibot';
import { markdownTable } from '../../format/markdownTable.js';
import { grouped, percent } from '../../format/numbers.js';
import { plannedPreset } from '../../plan/plannedPreset.js';
import { findPreset } from '../../presets/presets.js';
import { medianOf } from '../../statistics.js';

const rounds = v.array(
  v.object({
    milliseconds: v.array(v.number()),
    facts: v.object({ communication: v.optional(v.number(), 0) }),
  }),
);
const steps = v.object({ rounds });

/** What the planner needs of what `npm run benchmark -- experts` found, and of what `-- ranks` did. */
const expertsBenchmark = v.object({
  result: v.object({ pairs: v.array(v.object({ experts: v.number(), tokens: v.number(), these: steps })) }),
});
const ranksBenchmark = v.object({
  result: v.object({
    sizes: v.object({ experts: v.number(), batch: v.number(), time: v.number() }),
    one: steps,
    two: steps,
  }),
});

/** Steps that were measured on two cores: one process with both, or two ranks with one each. */
interface Measured {
  readonly experts: number;
  readonly tokens: number;
  readonly ranks: 1 | 2;
  readonly steps: v.InferOutput<typeof steps>;
}

/** Presets by their number of experts. */
const presetOf = new Map([4, 32, 256].map((experts) => [experts, `moe-${experts}`]));

/**
 * Planned steps beside those that the benchmarks measured.
 *
 * @param folder of the benchmarks' results, `docs/performance`
 */
export async function measuredSteps(folder: string): Promise<string> {
  const { pairs } = v.parse(expertsBenchmark, await readJson(join(folder, 'experts.json'))).result;
  const { sizes, one, two } = v.parse(ranksBenchmark, await readJson(join(folder, 'ranks.json'))).result;
  const inTurn = { experts: sizes.experts, tokens: sizes.batch * sizes.time };
  const measured: readonly Measured[] = [
    ...pairs.map(({ these, ...rest }) => ({ ...rest, ranks: 1 as const, steps: these })),
    { ...inTurn, ranks: 1, steps: one },
    { ...inTurn, ranks: 2, steps: two },
  ];
  const heads = ['ranks', 'tokens per step', 'ms, measured', 'planned', 'off by', 'communication', 'planned'];
  return markdownTable(
    [{ head: 'model' }, ...heads.map((head) => ({ head, align: 'right' as const }))],
    measured.flatMap(rowsOf),
  );
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function rowsOf(measured: Measured): (string | number)[][] {
  const { experts, tokens, ranks, steps } = measured;
  const preset = presetOf.get(experts);
  if (preset === undefined) return [];
  const { total, exchange, gradients, latency } = planned(preset, measured).time;
  const milliseconds = medianOf(steps.rounds.flatMap((round) => round.milliseconds));
  const communication = medianOf(steps.rounds.map(({ facts }) => facts.communication));
  const shares = [communication, (exchange + gradients + latency) / total].map(percent);
  const off = percent((1000 * total) / milliseconds - 1);
  return [[preset, ranks, grouped(tokens), grouped(milliseconds), grouped(1000 * total), off, ...shares]];
}

/** With Adam, and each expert once. */
function planned(preset: string, { tokens, ranks }: Measured): Plan {
  const model = plannedPreset(findPreset(preset), { vocabulary: 10_000 });
  const training = { expertOptimizer: 'adam', recompute: false } as const;
  const request = { model, batch: { sequences: tokens, time: 1 }, cluster: twoCores(ranks), ...training };
  return planPlacement(request, { devices: ranks, expertDevices: ranks, byBranch: false });
}

/** Ranks that share both cores. */
function twoCores(ranks: number): Cluster {
  const { cores } = clusters;
  const each = cores.devices / ranks;
  return { ...cores, devices: ranks, flops: each * cores.flops, memoryBandwidth: each * cores.memoryBandwidth };
}
