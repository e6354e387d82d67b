import {
  about,
  type Cluster,
  explainPlans,
  percent,
  type Plan,
  plan,
  type PlanRequest,
  type Plans,
  quantity,
} from '@outrageous/parallel';
import { calledAs } from '../calledAs.js';
import { plainTable } from '../format/plainTable.js';
import type { PlanOptions } from '../options/planOptions.js';
import { measureMachine } from '../plan/measureMachine.js';
import { planRequest } from '../plan/planRequest.js';

/**
 * `outrageous-lm plan`
 *
 * @throws UsageError when there is no such preset, or a part by name can't be had or doesn't fit
 */
export async function printPlan(options: PlanOptions): Promise<void> {
  const asked = await planRequest(options);
  const request = options.measure ? { ...asked, cluster: await measured(asked.cluster) } : asked;
  const plans = plan(request);
  process.stdout.write(`${options.json ? asJson(request, plans) : asText(options, request, plans)}\n`);
}

/** The devices are ranks that share this machine. */
async function measured(cluster: Cluster): Promise<Cluster> {
  const { flops, memoryBandwidth } = await measureMachine();
  process.stderr.write(`this machine: ${quantity(flops, 'FLOP/s')}, memory ${quantity(memoryBandwidth, 'B/s')}\n`);
  return { ...cluster, flops: flops / cluster.devices, memoryBandwidth: memoryBandwidth / cluster.devices };
}

function asJson(request: PlanRequest, plans: Plans): string {
  return JSON.stringify({ ...request, ...plans, why: explainPlans(request, plans) }, null, 2);
}

function asText(options: PlanOptions, request: PlanRequest, plans: Plans): string {
  return [
    heading(options.preset, request),
    `Memory per device:\n${memoryTable(plans)}`,
    `A step, as if nothing overlapped:\n${stepTable(plans)}`,
    [...explainPlans(request, plans), ...(plans.best ? [howTo(options, plans.best)] : [])].join('\n'),
  ].join('\n\n');
}

function heading(preset: string, { cluster, batch }: PlanRequest): string {
  const { devices, flops, attainable, memoryBandwidth, memory, networkBandwidth, latency } = cluster;
  return (
    `${preset}, ${about(batch.sequences)} texts × ${batch.time} words per step, on ${devices} × ${quantity(flops, 'FLOP/s')} ` +
    `(large products reach ${percent(attainable)}), ${quantity(memory, 'B')} at ${quantity(memoryBandwidth, 'B/s')}; ` +
    `network ${quantity(networkBandwidth, 'B/s')}, ${quantity(latency, 's')}`
  );
}

function memoryTable({ plans }: Plans): string {
  return plainTable({
    head: ['', 'parameters', 'optimizer', 'gradients', 'activations', 'in all', 'too much'],
    align: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    rows: plans.map(({ strategy, memory, lacking }) => {
      const { parameters, optimizer, gradients, activations, total } = memory;
      const sizes = [parameters, optimizer, gradients, activations, total].map((bytes) => quantity(bytes, 'B'));
      return [strategy, ...sizes, lacking > 0 ? quantity(lacking, 'B') : ''];
    }),
  });
}

function stepTable({ plans, best }: Plans): string {
  return plainTable({
    head: [
      '',
      'rows per expert',
      'network',
      'compute',
      'memory',
      'exchange',
      'gradients',
      'latency',
      'time',
      'tokens/s',
      'FLOP/s',
      'of peak',
      '',
    ],
    align: ['left', ...Array<'right'>(11).fill('right'), 'left'],
    rows: plans.map((one) => [...stepCells(one), one === best ? '← take this' : '']),
  });
}

function stepCells({ strategy, rowsPerExpert, network, time, ...speed }: Plan): string[] {
  const { compute, memory, exchange, gradients, latency, total } = time;
  return [
    strategy,
    rowsPerExpert.map(about).join(', '),
    quantity(network.rows + network.gradients, 'B'),
    ...[compute, memory, exchange, gradients, latency, total].map((seconds) => quantity(seconds, 's')),
    about(speed.tokensPerSecond),
    quantity(speed.flopsPerDevice, 'FLOP/s'),
    percent(speed.efficiency),
  ];
}

/** What does so. */
function howTo({ preset, batch, time, ...options }: PlanOptions, { placement }: Plan): string {
  const { devices, expertDevices, byBranch } = placement;
  if (byBranch) {
    return `That is placedStrategy(grid(world, ${expertDevices}), mixture) of '@outrageous/parallel'.`;
  }
  const parts = options.gate || options.experts || options.layer ? ', with the same parts,' : '';
  const ranks = devices === 1 ? '' : ` --ranks ${devices} --expert-ranks ${expertDevices}`;
  return `${calledAs()} train --preset ${preset} --batch ${batch} --time ${time}${ranks}${parts} trains so.`;
}
