import { emptyTensor, runInPlace, runShader, workgroupsFor } from '@outrageous/core/webgpu';
import type { CrossEntropyGradient, CrossEntropyInputs, LossesAndSecond } from './inputs.js';

/** Invocations that work on a row together. */
const LANES = 128;

/** Losses and their gradient in one shader, a workgroup for each row. */
export function crossEntropyOnWebGpu({ logits, labels }: CrossEntropyInputs): LossesAndSecond {
  const [rows, classes] = logits.shape;
  const [losses, gradient] = [emptyTensor([rows]), emptyTensor(logits.shape)];
  if (logits.size === 0) return [losses, gradient];
  runInPlace({
    name: 'crossEntropy',
    inputs: { logits, labels },
    targets: { losses, gradient },
    uniforms: { rows, classes },
    floats: { nan: NaN, infinite: Infinity },
    workgroupSize: [LANES, 1, 1],
    workgroups: [rows, 1, 1],
    joins: { largestOf: 'max', sumOf: 'sum' },
    code,
  });
  return [losses, gradient];
}

/** dy_i · second_ij, and 0 where dy_i is, whatever is in the row. */
export const scaledGradientOnWebGpu: CrossEntropyGradient = ([dy], { outputs: [, second] }) => ({
  logits: () =>
    runShader({
      name: 'crossEntropy gradient',
      inputs: { dy, second },
      output: { shape: second.shape, dtype: 'float32' },
      uniforms: { size: second.size, classes: second.size / Math.max(1, dy.size) },
      workgroupSize: [64, 1, 1],
      workgroups: workgroupsFor(second.size, 64),
      code: `
fn main(index : i32) {
  if (index < uniforms.size) {
    let factor = dy[index / uniforms.classes];
    result[index] = select(factor * second[index], 0.0, factor == 0.0);
  }
}`,
    }),
});

/**
 * loss = log Σ exp(x − largest) + largest − x_label; gradient = exp(x − largest) / Σ − [label].
 *
 * A shader's exp and max may make anything of NaN and of infinities, so rows that have them are looked for.
 */
const code = `
fn isNaN(x : f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn main(index : i32) {
  let lane = i32(localIndex);
  let row = min(index / ${LANES}, uniforms.rows - 1);
  let start = row * uniforms.classes;
  var own = -uniforms.infinite;
  for (var column = lane; column < uniforms.classes; column += ${LANES}) {
    let x = logits[start + column];
    own = max(own, select(x, uniforms.infinite, isNaN(x)));
  }
  let largest = largestOf(own);
  own = 0.0;
  for (var column = lane; column < uniforms.classes; column += ${LANES}) {
    own += exp(logits[start + column] - largest);
  }
  let sum = sumOf(own);
  let label = labels[row];
  let unknown = select(uniforms.nan, 0.0, abs(largest) < uniforms.infinite && label >= 0 && label < uniforms.classes);
  for (var column = lane; column < uniforms.classes; column += ${LANES}) {
    let probability = exp(logits[start + column] - largest) / sum;
    gradient[start + column] = probability - select(0.0, 1.0, column == label) + unknown;
  }
  if (lane == 0) {
    losses[row] = log(sum) + (largest - logits[start + label]) + unknown;
  }
}
`;
