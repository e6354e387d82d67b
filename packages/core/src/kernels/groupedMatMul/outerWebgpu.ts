import * as tf from '@tensorflow/tfjs-core';
import { runShader } from '../../webgpu.js';
import { INVOCATIONS, TILE, tileWgsl } from './tileWgsl.js';

/** One workgroup per tile of each group's matrix; it sums over the group's rows, however many there are. */
export function outerOnWebGpu(left: tf.Tensor2D, right: tf.Tensor2D, offsets: tf.Tensor1D): tf.Tensor {
  const groups = offsets.size - 1;
  const [height, width] = [left.shape[1], right.shape[1]];
  if (left.shape[0] === 0) return tf.zeros([groups, height, width]);
  return runShader({
    name: 'groupedOuter',
    inputs: { left, right, offsets },
    output: { shape: [groups, height, width], dtype: 'float32' },
    uniforms: { height, width },
    workgroupSize: [INVOCATIONS, 1, 1],
    workgroups: [Math.ceil(width / TILE), Math.ceil(height / TILE), groups],
    code: tileWgsl + code,
  });
}

const code = `
var<workgroup> span : vec2<i32>; // the group's first slot, and its end

fn tileColumn() -> i32 {
  return i32(workgroupId.x) * ${TILE};
}

fn tileRow() -> i32 {
  return i32(workgroupId.y) * ${TILE};
}

fn leftAt(row : i32, i : i32) -> f32 {
  let slot = span.x + i;
  let y = tileRow() + row;
  return select(0.0, left[slot * uniforms.height + y], slot < span.y && y < uniforms.height);
}

fn rightAt(i : i32, column : i32) -> f32 {
  let slot = span.x + i;
  let x = tileColumn() + column;
  return select(0.0, right[slot * uniforms.width + x], slot < span.y && x < uniforms.width);
}

fn main(index : i32) {
  let group = i32(workgroupId.z);
  if (localIndex == 0u) {
    span = vec2<i32>(offsets[group], offsets[group + 1]);
  }
  let slots = workgroupUniformLoad(&span);
  multiplyTile(slots.y - slots.x);
  for (var row = 0; row < 4; row++) {
    for (var column = 0; column < 4; column++) {
      let y = tileRow() + firstRow() + row;
      let x = tileColumn() + firstColumn() + column;
      if (y < uniforms.height && x < uniforms.width) {
        result[(group * uniforms.height + y) * uniforms.width + x] = sums[row][column];
      }
    }
  }
}
`;
