import { expertGradient, placedGateParameters, sharedParameters, tableGradient } from './memory.js';
import type { Placement } from './placement.js';
import { type PlannedMixture, sum } from './plannedModel.js';
import { BYTES, type PlanRequest } from './request.js';
import { expertRowsPerDevice, tokensOf, tokensPerDevice, visitsPerToken } from './workload.js';

/** Bytes per step that the busiest device sends, or receives where that is more. */
export interface NetworkPlan {
  /** Rows to experts and back, in both passes. */
  readonly rows: number;
  /** Sums of gradients. */
  readonly gradients: number;
}

/** Bytes on the network per device and step. */
export function networkPlan(request: PlanRequest, place: Placement): NetworkPlan {
  return {
    rows: sum(request.model.mixtures.map((mixture) => rowBytes(mixture, request, place))),
    gradients: gradientBytes(request, place),
  };
}

/**
 * Bytes that a token's rows are on the network, if they all leave their device: in each pass a visit sends d numbers
 * and gets dOut back. Besides, each of its k slots says which expert is meant. Where a visit is to a branch, it says so,
 * and the branch's gate sends back of each slot its row, its expert and its weight, which goes out again once the
 * gate as a whole has been asked; both times the weight's gradient goes the other way.
 *
 *     4 bytes · (visits · 2 · (d + dOut) + k), or 4 bytes · (visits · (2 · (d + dOut) + 1) + k · 6) by branch
 *
 * So an expert of hidden size h does h multiply-adds for each number that it gets or gives (section 3.2).
 */
export function bytesPerToken(mixture: PlannedMixture, place: Placement): number {
  const { inputWidth, outputWidth, expertsPerToken } = mixture;
  const [perVisit, perSlot] = place.byBranch ? [1, 6] : [0, 1];
  const visits = visitsPerToken(mixture, place);
  return BYTES * (visits * (2 * (inputWidth + outputWidth) + perVisit) + expertsPerToken * perSlot);
}

/** Of a mixture; all but one of G rows leave, and a device with more experts than others gets more than it sends. */
function rowBytes(mixture: PlannedMixture, { batch }: PlanRequest, place: Placement): number {
  const sent = tokensPerDevice(batch, place);
  const received = expertRowsPerDevice(mixture, batch, place) / mixture.expertsPerToken;
  return (1 - 1 / place.expertDevices) * Math.max(sent, received) * bytesPerToken(mixture, place);
}

/** What all hold is summed over all, and what a group's devices hold alone over the groups. */
function gradientBytes(request: PlanRequest, place: Placement): number {
  const { model, batch } = request;
  const tables = sum(model.tables.map((table) => tableGradient(table, tokensOf(batch))));
  const experts = sum(model.mixtures.map((mixture) => expertGradient(mixture, request, place)));
  const gates = placedGateParameters(request, place);
  return (
    allReduceBytes(sharedParameters(request, place) - gates + tables, place.devices) +
    allReduceBytes(experts + gates, place.devices / place.expertDevices)
  );
}

/** Bytes that each of some devices sends so that all have the sum of their numbers: 2 · (D − 1) / D · numbers · 4. */
function allReduceBytes(numbers: number, devices: number): number {
  return 2 * (1 - 1 / devices) * numbers * BYTES;
}
