import { activationNumbers, expertGradient, sharedParameters, tableGradient } from './memory.js';
import { networkPlan } from './network.js';
import type { Placement } from './placement.js';
import { type PlannedModel, sum } from './plannedModel.js';
import { BYTES, type PlanRequest } from './request.js';
import { expertRowsPerDevice, tokensOf, tokensPerDevice } from './workload.js';

/** Seconds of a step, as if nothing overlapped. */
export interface TimePlan {
  /** Matrix products. */
  readonly compute: number;
  /** Reading and writing weights, activations and what the optimizer remembers. */
  readonly memory: number;
  /** Rows to experts and back. */
  readonly exchange: number;
  /** Sums of gradients. */
  readonly gradients: number;
  /** Messages, however short they are. */
  readonly latency: number;
  readonly total: number;
}

/** What the total is made of. */
export const timeParts = ['compute', 'memory', 'exchange', 'gradients', 'latency'] as const;

/** Time of a step of the busiest device, in seconds. */
export function timePlan(request: PlanRequest, place: Placement): TimePlan {
  const { flops, attainable, memoryBandwidth, networkBandwidth, latency } = request.cluster;
  const network = networkPlan(request, place);
  const parts = [
    computedFlops(request, place) / (attainable * flops),
    memoryBytes(request, place) / memoryBandwidth,
    network.rows / networkBandwidth,
    network.gradients / networkBandwidth,
    messages(request.model, place) * latency,
  ];
  const [compute, memory, exchange, gradients, inMessages] = parts;
  return { compute, memory, exchange, gradients, latency: inMessages, total: sum(parts) };
}

/** A multiply-add is two operations, and a product has two more in the backward pass. */
const FLOPS_PER_OPERATION = 6;

/** The same for experts that compute their activations again. */
const FLOPS_WITH_RECOMPUTING = 8;

/** Floating-point operations of a step that are needed, on all devices together: what efficiency counts. */
export function usefulFlops({ model, batch }: PlanRequest): number {
  const perToken = model.mixtures.map(({ expertsPerToken, operations }) => expertsPerToken * operations);
  return FLOPS_PER_OPERATION * tokensOf(batch) * (model.shared.operations + sum(perToken));
}

/** Those that the busiest device does. */
function computedFlops({ model, batch, recompute }: PlanRequest, place: Placement): number {
  const ofExperts = model.mixtures.map((mixture) => expertRowsPerDevice(mixture, batch, place) * mixture.operations);
  const perOperation = recompute ? FLOPS_WITH_RECOMPUTING : FLOPS_PER_OPERATION;
  return FLOPS_PER_OPERATION * tokensPerDevice(batch, place) * model.shared.operations + perOperation * sum(ofExperts);
}

/** A weight is read in each pass, and its gradient is written. */
const WEIGHT_PASSES = 3;

/** A number that is kept, and its gradient, are each written once and read twice. */
const ACTIVATION_PASSES = 6;

/** Adam reads a gradient, and reads and writes the parameter and two moments. */
const ADAM_PASSES = 7;

/** Factored Adam reads a gradient twice, and reads and writes the parameter. */
const FACTORED_PASSES = 4;

/** Bytes per step between the device and its memory; of tables and experts, what a step uses. */
function memoryBytes(request: PlanRequest, place: Placement): number {
  const { model, batch, expertOptimizer } = request;
  const tables = sum(model.tables.map((table) => tableGradient(table, tokensOf(batch))));
  const shared = sharedParameters(request, place) + tables;
  const experts = sum(model.mixtures.map((mixture) => expertGradient(mixture, request, place)));
  const optimizer = expertOptimizer === 'adam' ? ADAM_PASSES : FACTORED_PASSES;
  const numbers = [
    (WEIGHT_PASSES + ADAM_PASSES) * shared,
    (WEIGHT_PASSES + optimizer) * experts,
    ACTIVATION_PASSES * activationNumbers({ ...request, recompute: false }, place),
  ];
  return BYTES * sum(numbers);
}

/** Exchanges of a mixture in a step: counts, experts and rows out, rows back; and rows twice in the backward pass. */
const EXCHANGES = 6;

/** Messages that a device waits for one after the other. */
function messages({ mixtures }: PlannedModel, { devices, expertDevices }: Placement): number {
  const ofSums = (count: number) => 2 * Math.ceil(Math.log2(count));
  const ofMixture = EXCHANGES * (expertDevices - 1) + ofSums(devices / expertDevices);
  return mixtures.length * ofMixture + ofSums(devices);
}
