import { expertGradient, sharedParameters, tableGradient } from './memory.js';
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
 * and gets dOut back. Besides, each of its k slots says which expert is meant; where a visit is for several experts, also
 * whose it is, and its weight, whose gradient comes back.
 *
 *     4 bytes · (visits · 2 · (d + dOut) + k · (1 or 4))
 *
 * So an expert of hidden size h does h multiply-adds for each number that it gets or gives (section 3.2).
 */
export function bytesPerToken(mixture: PlannedMixture, place: Placement): number {
  const { inputWidth, outputWidth, expertsPerToken } = mixture;
  const perSlot = place.byBranch ? 4 : 1;
  return BYTES * (visitsPerToken(mixture, place) * 2 * (inputWidth + outputWidth) + expertsPerToken * perSlot);
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
  return (
    allReduceBytes(sharedParameters(request, place) + tables, place.devices) +
    allReduceBytes(experts, place.devices / place.expertDevices)
  );
}

/** Bytes that each of some devices sends so that all have the sum of their numbers: 2 · (D − 1) / D · numbers · 4. */
function allReduceBytes(numbers: number, devices: number): number {
  return 2 * (1 - 1 / devices) * numbers * BYTES;
}
