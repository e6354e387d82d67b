import { adviseUnfit } from './advice.js';
import { about, percent, quantity } from './inWords.js';
import { fastest, type Plan, type Plans } from './plan.js';
import type { PlanRequest } from './request.js';
import { timeParts } from './time.js';

/**
 * Why a plan is the best, or what to do where none fits: sentences for people.
 *
 * @example
 * ```ts
 * console.log(explainPlans(request, plan(request)).join('\n'));
 * ```
 */
export function explainPlans(request: PlanRequest, plans: Plans): readonly string[] {
  const { best } = plans;
  if (!best) return adviseUnfit(request, plans);
  return [
    recommendation(best, request),
    ...shrinkingBatch(best, plans, request),
    bottleneck(best),
    ...secondBest(best, plans),
    ...unfit(plans, request),
  ];
}

function recommendation({ strategy, placement, ...found }: Plan, { cluster, model }: PlanRequest): string {
  const { expertDevices } = placement;
  const groups =
    expertDevices === 1 || model.mixtures.length === 0 ? '' : `, each expert once in every ${expertDevices} devices`;
  return (
    `Take ${strategy}${groups}: ${quantity(found.time.total, 's')} per step, ` +
    `${about(found.tokensPerSecond)} tokens/s, ${quantity(found.flopsPerDevice, 'FLOP/s')} per device ` +
    `(${percent(found.efficiency)} of the peak), ${quantity(found.memory.total, 'B')} of ${quantity(cluster.memory, 'B')} in use.`
  );
}

/** Section 3.1: what an expert sees, beside what each copy of it would see with data parallelism alone. */
function shrinkingBatch({ rowsPerExpert, placement }: Plan, { plans }: Plans, { model }: PlanRequest): string[] {
  const alone = plans.find(
    (other) => other.placement.devices === placement.devices && other.placement.expertDevices === 1,
  );
  if (placement.expertDevices === 1 || !alone) return [];
  return model.mixtures.map(
    (_, i) =>
      `An expert sees ${about(rowsPerExpert[i])} rows per step; data parallel alone, each of its ${placement.devices} ` +
      `copies would see ${about(alone.rowsPerExpert[i])}, and their gradients would have to be summed.`,
  );
}

/** What goes into a step, by name, and what makes it less. */
const costs: Readonly<Record<(typeof timeParts)[number], { readonly name: string; readonly less: string }>> = {
  compute: { name: 'matrix products', less: 'faster devices, or more of them, help most' },
  memory: { name: 'memory traffic', less: 'a larger batch uses each weight more often' },
  exchange: {
    name: 'sending rows to experts and back',
    less: 'a larger hidden layer does more arithmetic for each number that is sent (section 3.2)',
  },
  gradients: { name: 'summing gradients', less: 'a larger batch makes it rarer, and hardly dearer' },
  latency: { name: 'waiting for messages', less: 'a larger batch makes them rarer, and fewer devices fewer' },
};

function bottleneck({ time }: Plan): string {
  const part = largest((one) => time[one]);
  const { name, less } = costs[part];
  return `${percent(time[part] / time.total)} of a step is ${name}: ${less}.`;
}

function secondBest(best: Plan, { plans }: Plans): string[] {
  const next = fastest(plans.filter((other) => other !== best));
  if (!next) return [];
  const ratio = Number((next.time.total / best.time.total).toPrecision(3));
  const part = largest((one) => next.time[one] - best.time[one]);
  const [instead, now] = [next, best].map(({ time }) => quantity(time[part], 's'));
  return [
    `Next comes ${next.strategy}, ${ratio} times as long, because ${costs[part].name} takes ${instead} instead of ${now}.`,
  ];
}

/** The part of a step with the largest measure. */
function largest(measure: (part: (typeof timeParts)[number]) => number): (typeof timeParts)[number] {
  return timeParts.reduce((most, part) => (measure(part) > measure(most) ? part : most));
}

function unfit({ plans }: Plans, { cluster }: PlanRequest): string[] {
  const large = plans.filter(({ lacking }) => lacking > 0).sort((a, b) => a.lacking - b.lacking);
  if (large.length === 0) return [];
  const [{ strategy, memory }] = large;
  const nearest = `${strategy} comes nearest and needs ${quantity(memory.total, 'B')}`;
  return [`${large.length} of ${plans.length} don't fit into ${quantity(cluster.memory, 'B')}; ${nearest}.`];
}
