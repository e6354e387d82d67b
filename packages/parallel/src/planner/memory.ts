import type { Placement } from './placement.js';
import { type PlannedMixture, type PlannedTable, sum } from './plannedModel.js';
import { BYTES, type PlanRequest } from './request.js';
import {
  expertRowsPerDevice,
  expertsPerDevice,
  expertsUsed,
  tokensOf,
  tokensPerDevice,
  wordsUsed,
} from './workload.js';

/** Bytes that the fullest device needs. */
export interface MemoryPlan {
  readonly parameters: number;
  readonly optimizer: number;
  readonly gradients: number;
  readonly activations: number;
  readonly total: number;
}

/** What the total is made of. */
export const memoryParts = ['parameters', 'optimizer', 'gradients', 'activations'] as const;

/** Memory per device, in bytes. */
export function memoryPlan(request: PlanRequest, place: Placement): MemoryPlan {
  const numbers = {
    parameters: sharedParameters(request, place) + tableParameters(request) + expertParameters(request, place),
    optimizer: optimizerNumbers(request, place),
    gradients: gradientNumbers(request, place),
    activations: activationNumbers(request, place),
  };
  const bytes = Object.values(numbers).map((count) => BYTES * count);
  const [parameters, optimizer, gradients, activations] = bytes;
  return { parameters, optimizer, gradients, activations, total: sum(bytes) };
}

/** Numbers in the parameters of a device but for tables and experts. */
export function sharedParameters(request: PlanRequest, place: Placement): number {
  const gates = placedGateParameters(request, place);
  return request.model.shared.parameters - gates * (place.expertDevices - 1);
}

/** Of these, those in the gates of its branches, where branches lie on it whole: no other device has them (section 3.1). */
export function placedGateParameters({ model }: PlanRequest, { byBranch, expertDevices }: Placement): number {
  if (!byBranch) return 0;
  return sum(model.mixtures.map(({ branches }) => branches?.gateParameters ?? 0)) / expertDevices;
}

function tableParameters({ model }: PlanRequest): number {
  return sum(model.tables.map(({ rows, width }) => rows * width));
}

/** Numbers in the parameters of a device's experts. */
function expertParameters({ model }: PlanRequest, place: Placement): number {
  return sum(model.mixtures.map((mixture) => expertsPerDevice(mixture, place) * mixture.parameters));
}

/** Adam remembers two numbers for each; factored Adam a row and a column for each matrix of an expert. */
function optimizerNumbers(request: PlanRequest, place: Placement): number {
  const { model, expertOptimizer } = request;
  const ofExpert = ({ parameters, factoredMoments }: PlannedMixture) =>
    expertOptimizer === 'adam' ? 2 * parameters : factoredMoments;
  const ofExperts = sum(model.mixtures.map((mixture) => expertsPerDevice(mixture, place) * ofExpert(mixture)));
  return 2 * (sharedParameters(request, place) + tableParameters(request)) + ofExperts;
}

/** Of tables and experts, only what a step uses has gradients. */
function gradientNumbers(request: PlanRequest, place: Placement): number {
  const { model } = request;
  const ofTables = sum(model.tables.map((table) => tableGradient(table, tokensOf(request.batch))));
  const ofExperts = sum(model.mixtures.map((mixture) => expertGradient(mixture, request, place)));
  return sharedParameters(request, place) + ofTables + ofExperts;
}

/** Numbers in the gradient of a table: the rows of the words that occur in the whole batch. */
export function tableGradient({ rows, width }: PlannedTable, tokens: number): number {
  return wordsUsed(rows, tokens) * width;
}

/** Numbers in the gradients of a device's experts: those that some device has rows for. */
export function expertGradient(mixture: PlannedMixture, { batch }: PlanRequest, place: Placement): number {
  const { experts, expertsPerToken, parameters } = mixture;
  const used = expertsUsed(experts, expertsPerToken * tokensOf(batch)) / experts;
  return expertsPerDevice(mixture, place) * used * parameters;
}

/** Numbers that the backward pass needs: one for each d multiply-adds; of experts that compute again, their rows alone. */
export function activationNumbers({ model, batch, recompute }: PlanRequest, place: Placement): number {
  const ofShared = (tokensPerDevice(batch, place) * model.shared.operations) / model.width;
  const ofExperts = model.mixtures.map((mixture) => {
    const { operations, inputWidth } = mixture;
    return expertRowsPerDevice(mixture, batch, place) * (recompute ? inputWidth : operations / inputWidth);
  });
  return ofShared + sum(ofExperts);
}
