import type { PlannedModel } from './plannedModel.js';

/** Where a model lies on a cluster: everything but experts on each device, and each expert once in each group of devices. */
export interface Placement {
  /** D: devices that share the batch. */
  readonly devices: number;
  /** G: how many devices hold each expert once between them; D / G groups hold the same. */
  readonly expertDevices: number;
  /** Whole branches of a hierarchy lie on a device, gates and experts, which a token visits once for each branch. */
  readonly byBranch: boolean;
}

/** What people call a placement. */
export function describePlacement({ devices, expertDevices, byBranch }: Placement): string {
  const copies = devices / expertDevices;
  if (devices === 1) return 'one device';
  if (expertDevices === 1) return 'data parallel';
  const groups = copies === 1 ? '' : `, ${copies} groups of ${expertDevices}`;
  if (byBranch) return `hierarchical placement${groups}`;
  return copies === 1 ? 'data + expert parallel' : `grid${groups}`;
}

/**
 * All placements of a model on a cluster, and that on one device.
 *
 * D devices hold the experts in groups of any size that divides D and has an expert for each device: groups of one is
 * data parallelism alone, one group the paper's mix. A hierarchy lies by branches where each device of a group has
 * equally many.
 *
 * @param devices D
 * @example
 * ```ts
 * placementsOf(model, 4).map(describePlacement); // ['one device', 'data parallel', 'grid, 2 groups of 2', …]
 * ```
 */
export function placementsOf({ mixtures }: Pick<PlannedModel, 'mixtures'>, devices: number): readonly Placement[] {
  const most = mixtures.length === 0 ? 1 : Math.min(...mixtures.map(({ experts }) => experts));
  const sizes = divisors(devices, most);
  const whole = sizes.filter(
    (size) => size > 1 && mixtures.every(({ branches }) => branches && branches.count % size === 0),
  );
  const one = { devices: 1, expertDevices: 1, byBranch: false };
  return [
    ...(devices > 1 ? [one] : []),
    ...sizes.map((expertDevices) => ({ devices, expertDevices, byBranch: false })),
    ...whole.map((expertDevices) => ({ devices, expertDevices, byBranch: true })),
  ];
}

function divisors(whole: number, most: number): number[] {
  return Array.from({ length: Math.min(whole, most) }, (_, i) => i + 1).filter((size) => whole % size === 0);
}
