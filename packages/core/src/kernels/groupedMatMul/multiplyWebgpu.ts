import type * as tf from '@tensorflow/tfjs-core';
import { halfTiles } from '../../webgpu/halfTiles.js';
import { emptyTensor } from '../../webgpu/backend.js';
import { runInPlace, type TensorWindow, windowsOf } from '../../webgpu/runShader.js';
import { loadFour, storeFour } from './loadWgsl.js';
import type { GroupedProduct } from './product.js';
import { COLUMNS, INVOCATIONS, type TileLayout, tileWgsl } from './tileWgsl.js';

type Optional = 'offsets' | 'activation';

/**
 * A product on WebGPU. Of a single matrix, which may have more rows than are used, the first count, and there need be
 * no offsets.
 */
export interface Product extends Omit<GroupedProduct, Optional>, Partial<Pick<GroupedProduct, Optional>> {
  /** Columns of the result; fewer than all only of a single matrix that is transposed. */
  readonly width?: number;
}

/**
 * A grouped product without reading the sizes of the groups back: each workgroup
 * looks its tile up in the offsets. Tiles never straddle groups, so there are at
 * most ⌊slots / rows of a tile⌋ + groups of them; surplus workgroups do nothing.
 *
 * Where a shader can't see all weights, it runs for those of some groups after the other.
 */
export function multiplyOnWebGpu(product: Product): tf.Tensor2D {
  const { rows, weights, transposed, width = weights.shape[transposed ? 1 : 2] } = product;
  const result = emptyTensor([rows.shape[0], width]);
  if (result.size === 0) return result;
  for (const window of windowsOf('groupedMatMul: weights', weights)) multiplyGroups(product, window, result);
  return result;
}

/** The rows of the window's groups. */
function multiplyGroups(product: Product, window: TensorWindow, result: tf.Tensor2D): void {
  const { rows, weights, offsets, transposed, bias, activation } = product;
  const [slots, depth] = rows.shape;
  const width = result.shape[1];
  const fours = depth % 4 === 0 && width % 4 === 0;
  const height = heightOf(slots / weights.shape[0]);
  const halves = !transposed && halfTiles();
  runInPlace({
    name: [
      `groupedMatMul ${transposed ? 'transposed' : 'plain'} ${height}`,
      `${offsets ? 'grouped' : 'dense'} ${activation ?? 'none'}${halves ? ' halves' : ''}`,
    ].join(' '),
    halves,
    inputs: { rows, weights: window, ...(offsets && { offsets }), ...(bias && { bias }) },
    targets: { result },
    uniforms: { slots, first: window.first, groups: window.rows, depth, width },
    vectors: fours ? ['rows', 'weights', 'bias', 'result'] : [],
    workgroupSize: [INVOCATIONS, 1, 1],
    workgroups: [Math.ceil(width / COLUMNS), Math.floor(slots / height) + window.rows, 1],
    code: [
      tileWgsl({ left: 'depth', right: transposed ? 'depth' : 'columns', rows: height, halves }),
      offsets ? findTileWgsl(height) : denseTileWgsl(height),
      mainWgsl,
      loadFour('rows', fours),
      loadFour('weights', fours),
      rightWgsl(transposed),
      bias ? loadFour('bias', fours) : '',
      storeWgsl({ bias: bias !== undefined, relu: activation === 'relu', fours }),
    ].join('\n'),
  });
}

/** The rows of a tile: small ones where groups are small, so that less of a tile lies beyond its group. */
function heightOf(rowsPerGroup: number): TileLayout['rows'] {
  return rowsPerGroup >= 48 ? 64 : rowsPerGroup >= 12 ? 32 : 16;
}

/**
 * The tiles of group g are numbered from ⌊offset_g / height⌋ + g on, which leaves room for
 * ⌈size / height⌉ of each: a binary search finds the group of a tile, however many groups there are.
 */
function findTileWgsl(height: number): string {
  return `
fn firstTile(group : i32) -> i32 {
  return offsets[group] / ${height} + group;
}

fn findTile(ofWindow : i32) -> vec3<i32> {
  let number = firstTile(uniforms.first) + ofWindow;
  var low = uniforms.first;
  var high = low + uniforms.groups;
  while (high - low > 1) {
    let middle = (low + high) / 2;
    if (firstTile(middle) <= number) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return vec3<i32>(low, offsets[low] + (number - firstTile(low)) * ${height}, offsets[low + 1]);
}
`;
}

function denseTileWgsl(height: number): string {
  return `
fn findTile(number : i32) -> vec3<i32> {
  return vec3<i32>(0, number * ${height}, uniforms.slots);
}
`;
}

/** `tile`: the group, the tile's first slot, and the group's end; no slot lies between them where there is no tile. */
const mainWgsl = `
var<workgroup> tile : vec3<i32>;

fn main(index : i32) {
  if (localIndex == 0u) {
    tile = findTile(i32(workgroupId.y));
  }
  let found = workgroupUniformLoad(&tile);
  if (found.y < found.z) {
    makeTile(uniforms.depth);
  }
}

fn leftAt(row : i32, i : i32) -> vec4<f32> {
  let slot = tile.y + row;
  return rowsFour(slot * uniforms.depth + i, select(0, uniforms.depth - i, slot < tile.z));
}
`;

/** Four numbers side by side of a group's matrix: of a row or, where it is transposed, of a column. */
function rightWgsl(transposed: boolean): string {
  const place = transposed
    ? 'x * uniforms.depth + i, select(0, uniforms.depth - i, x < uniforms.width)'
    : 'i * uniforms.width + x, select(0, uniforms.width - x, i < uniforms.depth)';
  return `
fn rightAt(i : i32, column : i32) -> vec4<f32> {
  let x = i32(workgroupId.x) * ${COLUMNS} + column;
  let matrix = (tile.x - uniforms.first) * uniforms.depth * uniforms.width;
  return weightsFour(matrix + ${place});
}
`;
}

interface Storing {
  readonly bias: boolean;
  readonly relu: boolean;
  readonly fours: boolean;
}

function storeWgsl({ bias, relu, fours }: Storing): string {
  const sums = bias ? '(sums + biasFour(tile.x * uniforms.width + x, uniforms.width - x))' : 'sums';
  return `
fn store(row : i32, column : i32, sums : vec4<f32>) {
  let slot = tile.y + row;
  let x = i32(workgroupId.x) * ${COLUMNS} + column;
  if (slot >= tile.z || x >= uniforms.width) {
    return;
  }
  let products = ${sums};
  let values = ${relu ? 'select(products, vec4<f32>(), products < vec4<f32>())' : 'products'};
  ${storeFour('slot * uniforms.width + x', 'uniforms.width - x', fours)}
}
`;
}
