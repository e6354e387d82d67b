import { markdownTable } from '@outrageous/lm';
import type { Benchmark, RunOptions } from '../benchmark.js';
import { nodeProgram } from '../contenders/programs.js';
import { once } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { moe32 } from '../modelSizes.js';
import { columns, milliseconds, times } from '../page/format.js';
import { factsOf } from '../summary.js';
import { groupedShapes } from '../webgpu/groupedMatMul.js';
import { lstmShapes } from '../webgpu/lstm.js';

/** What {@link webgpu} found. */
export interface WebgpuResult {
  readonly dispatches: Measured;
  readonly products: Measured;
  readonly lstms: Measured;
}

/** Our WebGPU kernels. */
export const webgpu: Benchmark<WebgpuResult> = {
  name: 'webgpu',
  title: 'WebGPU',
  about:
    'Compute shaders per training step of MoE-32 in small widths (their number depends on neither width nor batch), by ' +
    'the number of experts; grouped products and LSTMs against TensorFlow.js on the same adapter, in turn. An adapter in ' +
    'software shares the processors with all else, so that there the time is the one that the process computed.',
  async run({ quick }: RunOptions) {
    const small = { ...moe32, width: 8, hidden: 8, vocabulary: 50, batch: 2 };
    const sizes = (quick ? [32, 64] : [4, 32, 256, 1024]).map((experts) => ({ ...small, experts }));
    const shapes = quick ? [{ slots: 64, width: 16, size: 16, groups: 4 }] : groupedShapes;
    const lstms = quick ? [{ time: 3, batch: 2, width: 8, cells: 8 }] : lstmShapes;
    return {
      dispatches: await once(nodeProgram('webgpuDispatches', { sizes })),
      products: await once(nodeProgram('webgpuProducts', { shapes })),
      lstms: await once(nodeProgram('webgpuLstm', { shapes: lstms })),
    };
  },
  report: ({ dispatches, products, lstms }) => ({
    markdown: [`On ${products.description}:`, dispatchTable(dispatches), productTable(products), lstmTable(lstms)].join(
      '\n\n',
    ),
    plots: [],
  }),
};

function dispatchTable(dispatches: Measured): string {
  return markdownTable(
    columns('experts', 'compute shaders per training step'),
    Object.entries(factsOf(dispatches, 'dispatches')),
  );
}

const products = ['forward', 'rowGradient', 'weightGradient'] as const;

function productTable(measured: Measured): string {
  return markdownTable(
    columns('grouped product, per operation as fast as dense', 'forward', 'gradient of rows', 'gradient of weights'),
    shapesOf(measured).map((shape) => {
      const speeds = factsOf(measured, shape);
      return [shape, ...products.map((product) => times(speeds[product] / speeds[`dense ${product}`]))];
    }),
  );
}

function lstmTable(measured: Measured): string {
  return markdownTable(
    columns('LSTM, forward and backward', 'ms', 'unrolled, ms', 'faster by', 'shaders', 'unrolled'),
    shapesOf(measured).map((shape) => {
      const speeds = factsOf(measured, shape);
      return [
        shape,
        milliseconds(speeds.milliseconds),
        milliseconds(speeds.unrolled),
        times(speeds.unrolled / speeds.milliseconds),
        speeds.dispatches,
        speeds.unrolledDispatches,
      ];
    }),
  );
}

/** Each shape is a fact. */
function shapesOf({ rounds: [{ facts }] }: Measured): string[] {
  return Object.keys(facts);
}
