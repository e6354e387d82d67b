import { checkOptions, type Kind } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { type MemoryPlan, memoryPlan } from './memory.js';
import { type NetworkPlan, networkPlan } from './network.js';
import { describePlacement, type Placement, placementsOf } from './placement.js';
import type { PlanRequest } from './request.js';
import { type TimePlan, timePlan, usefulFlops } from './time.js';
import { rowsPerExpert, tokensOf, tokensPerDevice } from './workload.js';

/** What a step takes if a model is placed in one way. */
export interface Plan {
  readonly strategy: string;
  readonly placement: Placement;
  /** Of the device that has the most. */
  readonly tokensPerDevice: number;
  /** Rows per step of an expert, on average, for each mixture. */
  readonly rowsPerExpert: readonly number[];
  /** Bytes of the fullest device. */
  readonly memory: MemoryPlan;
  /** Bytes that it lacks; 0 where it fits. */
  readonly lacking: number;
  /** Devices without a sequence to read. */
  readonly idle: number;
  /** Bytes per device and step. */
  readonly network: NetworkPlan;
  /** Seconds per step. */
  readonly time: TimePlan;
  readonly tokensPerSecond: number;
  /** Useful floating-point operations per second of each device. */
  readonly flopsPerDevice: number;
  /** Their share of the peak. */
  readonly efficiency: number;
}

/** The plan of one placement. */
export function planPlacement(request: PlanRequest, placement: Placement): Plan {
  const { model, cluster, batch } = request;
  const memory = memoryPlan(request, placement);
  const time = timePlan(request, placement);
  const flopsPerDevice = usefulFlops(request) / time.total / placement.devices;
  return {
    strategy: describePlacement(placement),
    placement,
    tokensPerDevice: tokensPerDevice(batch, placement),
    rowsPerExpert: model.mixtures.map((mixture) => rowsPerExpert(mixture, batch, placement)),
    memory,
    lacking: Math.max(0, memory.total - cluster.memory),
    idle: Math.max(0, placement.devices - batch.sequences),
    network: networkPlan(request, placement),
    time,
    tokensPerSecond: tokensOf(batch) / time.total,
    flopsPerDevice,
    efficiency: flopsPerDevice / cluster.flops,
  };
}

/** The plans of a model on a cluster, and which of them to take. */
export interface Plans {
  /** One for each placement. */
  readonly plans: readonly Plan[];
  /** The fastest of those that fit; absent where none does. */
  readonly best?: Plan;
}

/**
 * Plans all placements of a model, by arithmetic alone.
 *
 * @throws RangeError when a number of the request is not above 0, or sizes are not whole
 * @example
 * ```ts
 * const { best } = plan({
 *   model: plannedModel(model, 512, [{ gate, pool }]),
 *   cluster: { ...clusters.k40, devices: 128 },
 *   batch: { sequences: 15_000, time: 20 },
 *   expertOptimizer: 'factored',
 *   recompute: true,
 * });
 * ```
 *
 * Section 3.
 */
export function plan(request: PlanRequest): Plans {
  checkRequest(request);
  const plans = placementsOf(request.model, request.cluster.devices).map((place) => planPlacement(request, place));
  return { plans, best: fastest(plans) };
}

/** The fastest of those that fit. */
export function fastest(plans: readonly Plan[]): Plan | undefined {
  const fitting = plans.filter(({ lacking, idle }) => lacking === 0 && idle === 0);
  return fitting.sort((a, b) => a.time.total - b.time.total).at(0);
}

const list: Kind = { needs: 'a list, which may be empty', fits: Array.isArray };

const share: Kind = {
  needs: 'a share of the peak: a number above 0, 1 at most',
  fits: (x) => is.positive.fits(x) && Number(x) <= 1,
};

function checkRequest(request: PlanRequest): void {
  const { model, cluster, batch } = checkOptions('plan', request, {
    model: is.record,
    cluster: is.record,
    batch: is.record,
    expertOptimizer: is.oneOf('adam', 'factored'),
    recompute: is.flag,
  });
  checkOptions('plan: the model', model, { width: is.size, shared: is.record, tables: list, mixtures: list });
  checkOptions('plan: the batch', batch, { sequences: is.size, time: is.size });
  checkOptions('plan: the cluster', cluster, {
    devices: is.size,
    flops: is.positive,
    attainable: share,
    memoryBandwidth: is.positive,
    memory: is.positive,
    networkBandwidth: is.positive,
    latency: is.notNegative,
  });
}
