import { type Device, startDevice } from '@outrageous/backends';
import type { Facts } from '../measurement.js';
import type { ModelSizes } from '../modelSizes.js';
import { dispatchesPerStep, total } from '../webgpu/dispatches.js';
import { type GroupedShape, measureGroupedMatMul } from '../webgpu/groupedMatMul.js';
import { type LstmShape, measureLstm } from '../webgpu/lstm.js';
import { type Clock, processClock, wallClock } from '../webgpu/time.js';
import type { Trial } from './trial.js';

/** Compute shaders per training step, by the number of experts. */
export function webgpuDispatches({ sizes }: { readonly sizes: readonly ModelSizes[] }): Promise<Trial> {
  return onWebGpu(async () => {
    const counts = [];
    for (const one of sizes) counts.push([one.experts, total(await dispatchesPerStep(one))]);
    return { dispatches: Object.fromEntries(counts) as Record<string, number> };
  });
}

/** Multiply-adds per nanosecond of grouped products and of dense ones, for each shape. */
export function webgpuProducts({ shapes }: { readonly shapes: readonly GroupedShape[] }): Promise<Trial> {
  return onWebGpu(async (clock) => {
    const speeds: Record<string, Record<string, number>> = {};
    for (const shape of shapes) {
      const measured = Object.entries(await measureGroupedMatMul(shape, clock));
      speeds[nameOf(shape)] = Object.fromEntries(measured.map(([name, { perNanosecond }]) => [name, perNanosecond]));
    }
    return speeds;
  });
}

/** LSTMs forward and backward, as one op and unrolled, for each shape. */
export function webgpuLstm({ shapes }: { readonly shapes: readonly LstmShape[] }): Promise<Trial> {
  return onWebGpu(async (clock) => {
    const speeds: Record<string, Record<string, number>> = {};
    for (const shape of shapes) speeds[nameOf(shape)] = { ...(await measureLstm(shape, clock)) };
    return speeds;
  });
}

async function onWebGpu(measure: (clock: Clock) => Promise<Facts>): Promise<Trial> {
  const { description, gpu }: Device = await startDevice('webgpu');
  let facts: Facts = {};
  const run = async () => {
    facts = await measure(gpu ? wallClock : processClock);
  };
  return {
    description: `${description}${gpu ? '' : ' (times are those that the process computed)'}`,
    run,
    facts: () => facts,
  };
}

/** `slots 512, width 128, size 256, groups 4` */
function nameOf(shape: GroupedShape | LstmShape): string {
  return Object.entries(shape)
    .map((entry) => entry.join(' '))
    .join(', ');
}
