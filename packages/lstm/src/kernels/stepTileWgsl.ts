import type { InPlaceShader } from '@outrageous/core/webgpu';

/** Rows (sequences) and columns (cells) of the result that one workgroup makes. */
const TILE = 16;

/** Invocations of a workgroup; each makes a column of four rows. */
const INVOCATIONS = 64;

/** What is summed for each row and column: a number, or one number for each of three or four gates. */
export type StepSum = 'f32' | 'vec3<f32>' | 'vec4<f32>';

/** The workgroups of a step, and their size. */
export function stepWorkgroups(batch: number, columns: number): Pick<InPlaceShader, 'workgroupSize' | 'workgroups'> {
  return {
    workgroupSize: [INVOCATIONS, 1, 1],
    workgroups: [Math.ceil(columns / TILE), Math.ceil(batch / TILE), 1],
  };
}

/**
 * The matrix product of one step through time, [batch, depth] × [depth, columns]: `makeTile(depth)` sums
 * leftAt(row, i) · rightAt(i, column) over i < depth, and hands each sum to `store(row, column, sum)`.
 *
 * The whole workgroup calls it, with the same `depth`. The caller defines the three functions; `leftAt` and `rightAt`
 * give 0 outside the matrices, and `store` must ignore what lies outside. With vectors as sums, one load of the left
 * serves all gates.
 *
 * @param along what lies side by side in the memory of the right matrix
 */
export function stepTileWgsl(sum: StepSum, along: 'columns' | 'depth'): string {
  const [i, column] = along === 'columns' ? ['cell / 16', 'cell % 16'] : ['cell % 16', 'cell / 16'];
  return `
var<workgroup> leftTile : array<array<vec4<f32>, 4>, 16>;
var<workgroup> rightTile : array<array<${sum}, 16>, 16>;

fn loadTiles(start : i32, firstRow : i32, firstColumn : i32) {
  let lane = i32(localIndex);
  let row = firstRow + lane / 16 * 4;
  let at = start + lane % 16;
  leftTile[lane % 16][lane / 16] = vec4<f32>(leftAt(row, at), leftAt(row + 1, at), leftAt(row + 2, at), leftAt(row + 3, at));
  for (var cell = lane; cell < 256; cell += ${INVOCATIONS}) {
    rightTile[${i}][${column}] = rightAt(start + ${i}, firstColumn + ${column});
  }
}

fn makeTile(depth : i32) {
  let firstRow = i32(workgroupId.y) * ${TILE};
  let firstColumn = i32(workgroupId.x) * ${TILE};
  let x = i32(localIndex) % 16;
  let y = i32(localIndex) / 16;
  var sum0 = ${sum}();
  var sum1 = ${sum}();
  var sum2 = ${sum}();
  var sum3 = ${sum}();
  for (var start = 0; start < depth; start += 16) {
    loadTiles(start, firstRow, firstColumn);
    workgroupBarrier();
    for (var i = 0; i < 16; i++) {
      let left = leftTile[i][y];
      let right = rightTile[i][x];
      sum0 += left.x * right;
      sum1 += left.y * right;
      sum2 += left.z * right;
      sum3 += left.w * right;
    }
    workgroupBarrier();
  }
  store(firstRow + 4 * y, firstColumn + x, sum0);
  store(firstRow + 4 * y + 1, firstColumn + x, sum1);
  store(firstRow + 4 * y + 2, firstColumn + x, sum2);
  store(firstRow + 4 * y + 3, firstColumn + x, sum3);
}
`;
}

/** `sigmoid` and `squash` (tanh), which don't overflow: some devices' own tanh gives NaN for large numbers. */
export const activationsWgsl = `
fn sigmoid(x : f32) -> f32 {
  return 1.0 / (1.0 + exp(-x));
}

fn squash(x : f32) -> f32 {
  let e = exp(-2.0 * abs(x));
  return sign(x) * (1.0 - e) / (1.0 + e);
}
`;

/** `previous(row, column)`: what `values` [time, batch, cells] had at the step before, and `initial` before the first. */
export function previousWgsl(values: string, initial: string): string {
  return `
fn previous(row : i32, column : i32) -> f32 {
  if (uniforms.t == 0) {
    return ${initial}[row * uniforms.cells + column];
  }
  return ${values}[((uniforms.t - 1) * uniforms.batch + row) * uniforms.cells + column];
}
`;
}
