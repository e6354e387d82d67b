/** Rows and columns of the result that one workgroup makes. */
export const TILE = 64;

/** How far a workgroup goes along the summed axis between two loads. */
export const DEPTH = 16;

/** Invocations of a workgroup; each makes a block of 4 × 4 of the tile. */
export const INVOCATIONS = 256;

/**
 * Multiplies two matrices tile by tile: `multiplyTile(depth)` sums
 * `leftAt(row, i) · rightAt(i, column)` over i < depth, for the 64 × 64 rows and
 * columns of a tile, in float32, into `sums`. It is called by the whole workgroup;
 * `depth` must be the same for all. The caller defines `leftAt` and `rightAt`, which
 * take indices inside the tile and give 0 outside the matrices.
 *
 * Each number of the inputs is loaded once per tile, and used 64 times.
 */
export const tileWgsl = `
var<workgroup> leftTile : array<array<f32, ${TILE}>, ${DEPTH}>;
var<workgroup> rightTile : array<array<f32, ${TILE}>, ${DEPTH}>;
var<private> sums : array<vec4<f32>, 4>;

fn firstRow() -> i32 {
  return 4 * i32(localIndex / 16u);
}

fn firstColumn() -> i32 {
  return 4 * i32(localIndex % 16u);
}

fn multiplyTile(depth : i32) {
  for (var start = 0; start < depth; start += ${DEPTH}) {
    for (var cell = i32(localIndex); cell < ${TILE * DEPTH}; cell += ${INVOCATIONS}) {
      leftTile[cell % ${DEPTH}][cell / ${DEPTH}] = leftAt(cell / ${DEPTH}, start + cell % ${DEPTH});
      rightTile[cell / ${TILE}][cell % ${TILE}] = rightAt(start + cell / ${TILE}, cell % ${TILE});
    }
    workgroupBarrier();
    for (var i = 0; i < ${DEPTH}; i++) {
      let column = firstColumn();
      let right = vec4<f32>(
        rightTile[i][column], rightTile[i][column + 1], rightTile[i][column + 2], rightTile[i][column + 3]);
      for (var row = 0; row < 4; row++) {
        sums[row] += leftTile[i][firstRow() + row] * right;
      }
    }
    workgroupBarrier();
  }
}
`;
