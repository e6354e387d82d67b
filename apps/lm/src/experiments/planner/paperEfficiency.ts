import { type Cluster, clusters, type Placement, planPlacement } from '@outrageous/parallel';
import { markdownTable } from '../../format/markdownTable.js';
import { plannedPreset } from '../../plan/plannedPreset.js';
import { findPreset } from '../../presets/presets.js';

/** What the paper reports of a model's speed, and on what. */
interface Reported {
  readonly preset: string;
  readonly devices: number;
  /** 10¹² floating-point operations per second of each device: the least and the most. */
  readonly paper: readonly [number, number];
  readonly byBranch?: boolean;
}

/** Of the family of 8 million operations. */
const family = { devices: 16, paper: [0.52, 0.9] } as const;

/** Appendix C: each expert once on 16 devices, on 32 for the two large models. */
const reported: readonly Reported[] = [
  { preset: '4xlstm-512', devices: 16, paper: [1.07, 1.07] },
  { preset: 'moe-1-deep', devices: 16, paper: [1.29, 1.29] },
  { preset: 'moe-4', ...family },
  { preset: 'moe-32', ...family },
  { preset: 'moe-256', ...family },
  { preset: 'moe-256-h', ...family, byBranch: true },
  { preset: 'moe-1024-h', ...family, byBranch: true },
  { preset: 'moe-4096-h', ...family, byBranch: true },
  { preset: 'moe-34m', devices: 32, paper: [1.22, 1.22] },
  { preset: 'moe-143m', devices: 32, paper: [1.56, 1.56] },
];

/** About 300,000 words per step, of a vocabulary of 793,471, each compared with about 8,192. */
const words = { vocabulary: 793_471, softmaxSamples: 8192 };
const batch = { sequences: 15_000, time: 20 };

/** The planned speed of the paper's models on the paper's cluster, beside what it reports. */
export function paperEfficiency(): string {
  const heads = ['devices', 'planned', 'of the peak', 'paper', 'off by'];
  return markdownTable(
    [{ head: 'model' }, ...heads.map((head) => ({ head, align: 'right' as const }))],
    reported.map(rowOf),
  );
}

function rowOf(one: Reported): (string | number)[] {
  const { flopsPerDevice, efficiency } = planned(one);
  const [speed, [least, most]] = [flopsPerDevice / 1e12, one.paper];
  const range = least === most ? least.toFixed(2) : `${least.toFixed(2)} to ${most.toFixed(2)}`;
  const nearest = Math.min(most, Math.max(least, speed));
  return [one.preset, one.devices, speed.toFixed(2), percent(efficiency), range, percent(speed / nearest - 1)];
}

function planned({ preset, devices, byBranch = false }: Reported) {
  const cluster: Cluster = { ...clusters.k40, devices };
  const model = plannedPreset(findPreset(preset), words);
  const placement: Placement = { devices, expertDevices: model.mixtures.length > 0 ? devices : 1, byBranch };
  const training = { expertOptimizer: 'adam', recompute: false } as const;
  return planPlacement({ model, cluster, batch, ...training }, placement);
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
