import { emptyTensor, runInPlace } from '@outrageous/core/webgpu';
import { linearOnWebGpu } from '../kernels/linearWebgpu.js';
import { activationsWgsl, previousWgsl, stepTileWgsl, stepWorkgroups } from '../kernels/stepTileWgsl.js';
import type { GruInputs } from './inputs.js';
import type { GruOutputs } from './trace.js';

/**
 * A GRU over a sequence: one product for the inputs of all steps, then one shader per step, which multiplies the
 * hidden state and applies the gates. They replace the inputs' part in its own memory.
 */
export function forwardOnWebGpu(inputs: GruInputs): GruOutputs {
  const { x, inputWeight, inputBias, hidden: initialHidden, hiddenWeight, hiddenBias } = inputs;
  const [time, batch] = x.shape;
  const cells = initialHidden.shape[1];
  const gates = linearOnWebGpu(x, inputWeight, inputBias);
  const [hidden, recalled] = [emptyTensor([time, batch, cells]), emptyTensor([time, batch, cells])];
  for (let t = 0; t < time; t++) {
    runInPlace({
      name: 'gru forward',
      inputs: { initialHidden, hiddenWeight, hiddenBias },
      targets: { gates, hidden, recalled },
      uniforms: { t, batch, cells },
      ...stepWorkgroups(batch, cells),
      code: [
        stepTileWgsl('vec3<f32>', 'columns'),
        activationsWgsl,
        previousWgsl('hidden', 'initialHidden'),
        stepWgsl,
      ].join('\n'),
    });
  }
  return { hidden, gates, recalled };
}

const stepWgsl = `
fn leftAt(row : i32, i : i32) -> f32 {
  if (row >= uniforms.batch || i >= uniforms.cells) {
    return 0.0;
  }
  return previous(row, i);
}

// the weights of the three gates of a cell
fn rightAt(i : i32, column : i32) -> vec3<f32> {
  if (i >= uniforms.cells || column >= uniforms.cells) {
    return vec3<f32>();
  }
  let at = i * 3 * uniforms.cells + column;
  return vec3<f32>(hiddenWeight[at], hiddenWeight[at + uniforms.cells], hiddenWeight[at + 2 * uniforms.cells]);
}

fn store(row : i32, column : i32, sum : vec3<f32>) {
  if (row >= uniforms.batch || column >= uniforms.cells) {
    return;
  }
  let cells = uniforms.cells;
  let at = (uniforms.t * uniforms.batch + row) * cells + column;
  let gate = at * 3 - 2 * column;
  let bias = vec3<f32>(hiddenBias[column], hiddenBias[column + cells], hiddenBias[column + 2 * cells]);
  let fromHidden = sum + bias;
  let r = sigmoid(gates[gate] + fromHidden.x);
  let z = sigmoid(gates[gate + cells] + fromHidden.y);
  let n = squash(gates[gate + 2 * cells] + r * fromHidden.z);
  gates[gate] = r;
  gates[gate + cells] = z;
  gates[gate + 2 * cells] = n;
  recalled[at] = fromHidden.z;
  hidden[at] = n + z * (previous(row, column) - n);
}

fn main(index : i32) {
  makeTile(uniforms.cells);
}
`;
