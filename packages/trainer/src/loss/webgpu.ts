import { emptyTensor, runInPlace } from '@outrageous/core/webgpu';
import type { CrossEntropyInputs, LossesAndSecond } from './inputs.js';

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
    workgroupSize: [LANES, 1, 1],
    workgroups: [rows, 1, 1],
    joins: { largestOf: 'max', sumOf: 'sum' },
    code,
  });
  return [losses, gradient];
}

/** loss = log Σ exp(x − largest) + largest − x_label; gradient = exp(x − largest) / Σ − [label] */
const code = `
fn main(index : i32) {
  let lane = i32(localIndex);
  let row = min(index / ${LANES}, uniforms.rows - 1);
  let start = row * uniforms.classes;
  var own = logits[start];
  for (var column = lane; column < uniforms.classes; column += ${LANES}) {
    own = max(own, logits[start + column]);
  }
  let largest = largestOf(own);
  own = 0.0;
  for (var column = lane; column < uniforms.classes; column += ${LANES}) {
    own += exp(logits[start + column] - largest);
  }
  let sum = sumOf(own);
  let label = labels[row];
  for (var column = lane; column < uniforms.classes; column += ${LANES}) {
    gradient[start + column] = exp(logits[start + column] - largest) / sum - select(0.0, 1.0, column == label);
  }
  if (lane == 0) {
    losses[row] = log(sum) + (largest - logits[start + label]);
  }
}
`;
