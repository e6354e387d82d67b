import { quantity } from './inWords.js';
import { memoryParts } from './memory.js';
import { type Plan, plan, type Plans } from './plan.js';
import type { PlanRequest } from './request.js';

/** A change that makes a plan fit, or go faster. */
interface Change {
  readonly what: string;
  readonly request: PlanRequest;
}

/**
 * What to do where nothing fits: which placement comes nearest, what it lacks and for what, and each single change that
 * would help.
 *
 * @param plans of which none fits
 */
export function adviseUnfit(request: PlanRequest, { plans }: Plans): readonly string[] {
  const nearest = [...plans].sort((a, b) => a.lacking - b.lacking || a.idle - b.idle)[0];
  const helping = changesOf(request).filter(({ request: changed }) => plan(changed).best);
  const help = helping.map(({ what }) => what);
  return [
    `Nothing fits. ${nearest.strategy} comes nearest: ${shortageOf(nearest, request)}.`,
    help.length > 0
      ? `Any one of these would do: ${help.join('; ')}.`
      : 'No single change of the optimizer, the batch or the number of devices (up to 1,024 times as many) makes it fit; a smaller vocabulary or model does.',
  ];
}

function shortageOf({ lacking, idle, memory }: Plan, { cluster, batch }: PlanRequest): string {
  if (lacking === 0) return `${batch.sequences} sequences leave ${idle} of ${cluster.devices} devices without any`;
  const parts = memoryParts.map((part) => `${part} ${quantity(memory[part], 'B')}`);
  const sizes = `${quantity(memory.total, 'B')} per device (${parts.join(', ')})`;
  return `it needs ${sizes}, ${quantity(lacking, 'B')} more than the ${quantity(cluster.memory, 'B')} that there are`;
}

/** Changes of one thing each, the smallest of its kind that may help. */
function changesOf(request: PlanRequest): readonly Change[] {
  const { model, cluster, batch, expertOptimizer, recompute } = request;
  const mixed = model.mixtures.length > 0;
  const changes: Change[] = [];
  if (mixed && expertOptimizer === 'adam') {
    changes.push({
      what: "the paper's optimizer for experts, whose second moments are factored",
      request: { ...request, expertOptimizer: 'factored' },
    });
  }
  if (mixed && !recompute) {
    changes.push({ what: "computing the experts' activations again", request: { ...request, recompute: true } });
  }
  const devices = firstThatFits((power) => withDevices(request, cluster.devices * power));
  if (devices) changes.push({ what: `${devices.cluster.devices} devices`, request: devices });
  const tooFew = batch.sequences < cluster.devices;
  const sequences = tooFew
    ? withSequences(request, cluster.devices)
    : firstThatFits((power) => withSequences(request, Math.floor(batch.sequences / power)));
  if (sequences) changes.push({ what: `a batch of ${sequences.batch.sequences} sequences`, request: sequences });
  return changes;
}

/** The first of the factors 2, 4, …, 1,024 with which something fits. */
function firstThatFits(request: (factor: number) => PlanRequest): PlanRequest | undefined {
  const factors = Array.from({ length: 10 }, (_, i) => 2 ** (i + 1));
  return factors.map(request).find((changed) => changed.batch.sequences >= 1 && plan(changed).best);
}

function withDevices(request: PlanRequest, devices: number): PlanRequest {
  return { ...request, cluster: { ...request.cluster, devices } };
}

function withSequences(request: PlanRequest, sequences: number): PlanRequest {
  return { ...request, batch: { ...request.batch, sequences } };
}
