/** Columns of the result that one workgroup makes. */
export const COLUMNS = 64;

/** How far a workgroup goes along the summed axis between two loads. */
const DEPTH = 16;

/** Invocations of a workgroup, 8 × 8; each makes an eighth of the tile's rows × 8 columns. */
export const INVOCATIONS = 64;

/** The size of a tile, and which numbers of the two matrices lie side by side, so that four of them are loaded at once. */
export interface TileLayout {
  /** Rows of the result that one workgroup makes; fewer waste less where groups are small. `rows` to the left need 64. */
  readonly rows: 16 | 32 | 64;
  /** `depth`: leftAt(row, i) gives i … i + 3 of a row. `rows`: it gives row … row + 3 at i. */
  readonly left: 'depth' | 'rows';
  /** `columns`: rightAt(i, column) gives column … column + 3 at i. `depth`: it gives i … i + 3 of a column. */
  readonly right: 'columns' | 'depth';
  /** The workgroup keeps tiles as f16, which halves what it reads from its memory; needs the feature `shader-f16`. */
  readonly halves?: boolean;
}

/**
 * Multiplies two matrices tile by tile: `makeTile(depth)` sums left(row, i) · right(i, column) over i < depth,
 * for the rows and the 64 columns of a tile, in float32, and hands them to `store`.
 *
 * The whole workgroup calls it, with the same `depth`. The caller defines `leftAt` and `rightAt`, which take indices
 * inside the tile, multiples of 4 along the axis that they give four numbers of, and give 0 outside the matrices;
 * and `store(row, column, values : vec4<f32>)`, which takes four numbers side by side.
 *
 * Each number of the left is loaded once per tile and used 64 times, of the right once per row of the tile. Sums stay in registers: all loops over them
 * are written out.
 */
export function tileWgsl({ left, right, rows, halves = false }: TileLayout): string {
  const four = halves ? 'vec4<f16>' : 'vec4<f32>';
  const own = rows / 8;
  const leftTile = left === 'depth' ? [rows, DEPTH / 4] : [DEPTH, rows / 4];
  const rightTile = right === 'columns' ? [DEPTH, COLUMNS / 4] : [COLUMNS, DEPTH / 4];
  const rowOf = (row: number) =>
    left === 'depth' ? `${own} * y + ${row}` : `4 * (y + ${8 * (row >> 2)}) + ${row % 4}`;
  return `
var<workgroup> leftTile : array<array<${four}, ${leftTile[1]}>, ${leftTile[0]}>;
var<workgroup> rightTile : array<array<${four}, ${rightTile[1]}>, ${rightTile[0]}>;

fn leftNumbers(y : i32, x : i32) -> vec4<f32> {
  return vec4<f32>(leftTile[y][x]);
}

fn rightNumbers(y : i32, x : i32) -> vec4<f32> {
  return vec4<f32>(rightTile[y][x]);
}

fn loadTiles(start : i32) {
  ${load(leftTile, (y, x) => `leftTile[${y}][${x}] = ${four}(${left === 'depth' ? `leftAt(${y}, start + 4 * (${x}))` : `leftAt(4 * (${x}), start + ${y})`});`)}
  ${load(rightTile, (y, x) => `rightTile[${y}][${x}] = ${four}(${right === 'columns' ? `rightAt(start + ${y}, 4 * (${x}))` : `rightAt(start + 4 * (${x}), ${y})`});`)}
}

fn makeTile(depth : i32) {
  let x = i32(localIndex) % 8;
  let y = i32(localIndex) / 8;
  ${blocks(own, (row, quad) => `var ${sum(row, quad)} = vec4<f32>();`)}
  for (var start = 0; start < depth; start += ${DEPTH}) {
    loadTiles(start);
    workgroupBarrier();
    ${left === 'rows' ? rowsTimesColumns(own) : right === 'columns' ? depthTimesColumns(own) : depthTimesDepth(own)}
    workgroupBarrier();
  }
  ${blocks(own, (row, quad) => `store(${rowOf(row)}, 4 * (x + ${8 * quad}), ${sum(row, quad)});`)}
}
`;
}

/** Every invocation loads its share of a tile. */
function load([height, width]: readonly number[], cell: (y: string, x: string) => string): string {
  return `for (var cell = i32(localIndex); cell < ${height * width}; cell += ${INVOCATIONS}) {
    ${cell(`cell / ${width}`, `cell % ${width}`)}
  }`;
}

/** Four steps along the summed axis at a time: a row's four numbers meet four rows of the right tile. */
function depthTimesColumns(own: number): string {
  return fourSteps(own, {
    right: (j, quad) => `4 * i + ${j}, x + ${8 * quad}`,
    add: (row, quad) => lines(4, (j) => `${sum(row, quad)} += left${row}[${j}] * right${j}${quad};`),
  });
}

/** As above, where the four numbers of a column lie side by side too. */
function depthTimesDepth(own: number): string {
  const dots = (row: number, quad: number) => [0, 1, 2, 3].map((j) => `dot(left${row}, right${j}${quad})`).join(', ');
  return fourSteps(own, {
    right: (j, quad) => `4 * (x + ${8 * quad}) + ${j}, i`,
    add: (row, quad) => `${sum(row, quad)} += vec4<f32>(${dots(row, quad)});`,
  });
}

/** WGSL for one of several rows, or steps, and one of an invocation's two groups of four columns. */
type Block = (row: number, quad: number) => string;

/** @param how where the right tile's numbers are, and what they add to the sums */
function fourSteps(own: number, { right, add }: { readonly right: Block; readonly add: Block }): string {
  return `
for (var i = 0; i < ${DEPTH / 4}; i++) {
  ${blocks(4, (j, quad) => `let right${j}${quad} = rightNumbers(${right(j, quad)});`)}
  ${lines(own, (row) => `let left${row} = leftNumbers(${own} * y + ${row}, i);`)}
  ${blocks(own, add)}
}`;
}

/** One step along the summed axis at a time, and none too many, where groups are small: eight rows meet eight columns. */
function rowsTimesColumns(own: number): string {
  return `
let steps = min(${DEPTH}, depth - start);
for (var i = 0; i < steps; i++) {
  ${twice((half) => `let left${half} = leftNumbers(i, y + ${8 * half});`)}
  ${twice((quad) => `let right${quad} = rightNumbers(i, x + ${8 * quad});`)}
  ${blocks(own, (row, quad) => `${sum(row, quad)} += left${row >> 2}[${row % 4}] * right${quad};`)}
}`;
}

function sum(row: number, quad: number): string {
  return `sum${row}${quad}`;
}

/** WGSL for each of some rows, or steps, and each of an invocation's two groups of four columns. */
function blocks(count: number, code: Block): string {
  return lines(count, (row) => twice((quad) => code(row, quad)));
}

function twice(code: (i: number) => string): string {
  return `${code(0)} ${code(1)}`;
}

function lines(count: number, code: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => code(i)).join('\n  ');
}
