import * as tf from '@tensorflow/tfjs-core';
import { runShader } from '../../webgpu.js';
import { INVOCATIONS, TILE, tileWgsl } from './tileWgsl.js';

/**
 * A grouped product without reading the sizes of the groups back: each workgroup
 * looks its tile up in the offsets. Tiles never straddle groups, so there are at
 * most ⌈slots / 64⌉ + groups of them; surplus workgroups do nothing.
 */
export function multiplyOnWebGpu(
  rows: tf.Tensor2D,
  weights: tf.Tensor3D,
  offsets: tf.Tensor1D,
  transposed: boolean,
): tf.Tensor {
  const [slots, depth] = rows.shape;
  const [groups, , width] = transposed ? [weights.shape[0], 0, weights.shape[1]] : weights.shape;
  if (slots === 0) return tf.zeros([0, width]);
  return runShader({
    name: `groupedMatMul ${transposed}`,
    inputs: { rows, weights, offsets },
    output: { shape: [slots, width], dtype: 'float32' },
    uniforms: { groups, depth, width },
    workgroupSize: [INVOCATIONS, 1, 1],
    workgroups: [Math.ceil(width / TILE), Math.ceil(slots / TILE) + groups, 1],
    code: `${tileWgsl}${findTileWgsl}
fn leftAt(row : i32, i : i32) -> f32 {
  let slot = tile.y + row;
  return select(0.0, rows[slot * uniforms.depth + i], slot < tile.z && i < uniforms.depth);
}

fn rightAt(i : i32, column : i32) -> f32 {
  let x = tileColumn() + column;
  let matrix = tile.x * uniforms.depth * uniforms.width;
  let at = ${transposed ? 'x * uniforms.depth + i' : 'i * uniforms.width + x'};
  return select(0.0, weights[matrix + at], i < uniforms.depth && x < uniforms.width);
}
${mainWgsl}`,
  });
}

/** `tile`: the group, its tile's first slot, and the group's end; equal where there is no tile. */
const findTileWgsl = `
var<workgroup> tile : vec3<i32>;

fn tileColumn() -> i32 {
  return i32(workgroupId.x) * ${TILE};
}

fn findTile() -> vec3<i32> {
  var before = i32(workgroupId.y);
  for (var group = 0; group < uniforms.groups; group++) {
    let start = offsets[group];
    let end = offsets[group + 1];
    let tiles = (end - start + ${TILE - 1}) / ${TILE};
    if (before < tiles) {
      return vec3<i32>(group, start + before * ${TILE}, end);
    }
    before -= tiles;
  }
  return vec3<i32>(0, 0, 0);
}
`;

const mainWgsl = `
fn main(index : i32) {
  if (localIndex == 0u) {
    tile = findTile();
  }
  let found = workgroupUniformLoad(&tile);
  if (found.y == found.z) {
    return;
  }
  multiplyTile(uniforms.depth);
  for (var row = 0; row < 4; row++) {
    for (var column = 0; column < 4; column++) {
      let slot = found.y + firstRow() + row;
      let x = tileColumn() + firstColumn() + column;
      if (slot < found.z && x < uniforms.width) {
        result[slot * uniforms.width + x] = sums[row][column];
      }
    }
  }
}
`;
