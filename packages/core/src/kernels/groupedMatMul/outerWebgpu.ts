import * as tf from '@tensorflow/tfjs-core';
import { emptyTensor } from '../../webgpu/backend.js';
import { runInPlace, type TensorWindow, windowsOf } from '../../webgpu/runShader.js';
import { loadFour, storeFour } from './loadWgsl.js';
import { COLUMNS, INVOCATIONS, tileWgsl } from './tileWgsl.js';

/** Rows of a tile: rows of a group's matrix. */
const ROWS = 64;

/** One workgroup per tile of each group's matrix; it sums over the group's rows, however many there are. Without offsets all rows are one group. */
export function outerOnWebGpu(left: tf.Tensor2D, right: tf.Tensor2D, offsets?: tf.Tensor1D): tf.Tensor {
  const groups = offsets ? offsets.size - 1 : 1;
  const [height, width] = [left.shape[1], right.shape[1]];
  if (left.shape[0] === 0) return tf.zeros([groups, height, width]);
  const result = emptyTensor([groups, height, width]);
  if (result.size === 0) return result;
  for (const window of windowsOf('groupedOuter: result', result)) outerOfGroups({ left, right, offsets }, window);
  return result;
}

interface Factors {
  readonly left: tf.Tensor2D;
  readonly right: tf.Tensor2D;
  readonly offsets?: tf.Tensor1D;
}

/** The matrices of the window's groups. */
function outerOfGroups({ left, right, offsets }: Factors, window: TensorWindow): void {
  const [height, width] = [left.shape[1], right.shape[1]];
  const fours = height % 4 === 0 && width % 4 === 0;
  runInPlace({
    name: `groupedOuter ${offsets ? 'grouped' : 'dense'}`,
    inputs: { left, right, ...(offsets && { offsets }) },
    targets: { result: window },
    uniforms: { slots: left.shape[0], first: window.first, height, width },
    vectors: fours ? ['left', 'right', 'result'] : [],
    workgroupSize: [INVOCATIONS, 1, 1],
    workgroups: [Math.ceil(width / COLUMNS), Math.ceil(height / ROWS), window.rows],
    code: [
      tileWgsl({ left: 'rows', right: 'columns', rows: ROWS }),
      loadFour('left', fours),
      loadFour('right', fours),
      offsets ? spanOfGroup : spanOfAll,
      mainWgsl,
      storeWgsl(fours),
    ].join('\n'),
  });
}

/** A group's first slot, and its end. */
const spanOfGroup = `
fn spanOf(group : i32) -> vec2<i32> {
  return vec2<i32>(offsets[group], offsets[group + 1]);
}
`;

const spanOfAll = `
fn spanOf(group : i32) -> vec2<i32> {
  return vec2<i32>(0, uniforms.slots);
}
`;

const mainWgsl = `
var<workgroup> span : vec2<i32>;

fn leftAt(row : i32, i : i32) -> vec4<f32> {
  let slot = span.x + i;
  let y = i32(workgroupId.y) * ${ROWS} + row;
  return leftFour(slot * uniforms.height + y, select(0, uniforms.height - y, slot < span.y));
}

fn rightAt(i : i32, column : i32) -> vec4<f32> {
  let slot = span.x + i;
  let x = i32(workgroupId.x) * ${COLUMNS} + column;
  return rightFour(slot * uniforms.width + x, select(0, uniforms.width - x, slot < span.y));
}

fn main(index : i32) {
  if (localIndex == 0u) {
    span = spanOf(uniforms.first + i32(workgroupId.z));
  }
  let slots = workgroupUniformLoad(&span);
  makeTile(slots.y - slots.x);
}
`;

function storeWgsl(fours: boolean): string {
  return `
fn store(row : i32, column : i32, values : vec4<f32>) {
  let y = i32(workgroupId.y) * ${ROWS} + row;
  let x = i32(workgroupId.x) * ${COLUMNS} + column;
  if (y >= uniforms.height || x >= uniforms.width) {
    return;
  }
  let at = (i32(workgroupId.z) * uniforms.height + y) * uniforms.width + x;
  ${storeFour('at', 'uniforms.width - x', fours)}
}
`;
}
