/** Equal devices, each with a memory of its own, on one network. */
export interface Cluster {
  readonly devices: number;
  /** Floating-point operations per second of a device, at most; a multiply-add is two. */
  readonly flops: number;
  /** The share of `flops` that large matrix products of the program reach. */
  readonly attainable: number;
  /** Bytes per second between a device and its memory. */
  readonly memoryBandwidth: number;
  /** Bytes of a device. */
  readonly memory: number;
  /** Bytes per second that a device sends while it receives as many. */
  readonly networkBandwidth: number;
  /** Seconds that a message takes, however short. */
  readonly latency: number;
}

/**
 * Clusters by name, to begin from.
 *
 * Peaks are of float32 without reduced precision, from the makers' data sheets. `k40` has the peak of the paper, and the
 * 16 devices that its models of 8 million operations had; that large products reach 0.45 of the peak, and that the
 * network carries 16 Gbit/s, are fitted to the efficiencies that it reports. `cores` is a machine
 * of two cores as measured in `docs/performance.md` and `docs/parallel.md`, a rank on each.
 *
 * @example
 * ```ts
 * const large: Cluster = { ...clusters.k40, devices: 128 };
 * ```
 */
export const clusters = {
  k40: {
    devices: 16,
    flops: 4.29e12,
    attainable: 0.45,
    memoryBandwidth: 288e9,
    memory: 12e9,
    networkBandwidth: 2e9,
    latency: 50e-6,
  },
  a100: {
    devices: 8,
    flops: 19.5e12,
    attainable: 0.6,
    memoryBandwidth: 2.039e12,
    memory: 80e9,
    networkBandwidth: 300e9,
    latency: 10e-6,
  },
  h100: {
    devices: 8,
    flops: 66.9e12,
    attainable: 0.6,
    memoryBandwidth: 3.35e12,
    memory: 80e9,
    networkBandwidth: 450e9,
    latency: 10e-6,
  },
  cores: {
    devices: 2,
    flops: 110e9,
    attainable: 0.85,
    memoryBandwidth: 21e9,
    memory: 12e9,
    networkBandwidth: 1e9,
    latency: 500e-6,
  },
} as const satisfies Record<string, Cluster>;
