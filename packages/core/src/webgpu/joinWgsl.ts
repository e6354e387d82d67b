/** Functions, by name, that join one f32 of each of a workgroup's invocations. */
export type Joins = { readonly [name: string]: 'sum' | 'max' };

/** How they are written. */
export interface JoinOptions {
  /** Invocations of a workgroup, a power of two. */
  readonly lanes: number;
  /** With subgroup operations, which not every device has, or as a tree through the workgroup's memory. */
  readonly subgroups: boolean;
}

/** A WGSL function for each join. Orders are fixed, so results repeat bit for bit on a device. */
export function joinsWgsl(joins: Joins, { lanes, subgroups }: JoinOptions): string {
  const names = Object.entries(joins);
  if (names.length === 0) return '';
  const write = subgroups ? joinSubgroups : joinTree;
  return `
var<workgroup> joined : array<f32, ${lanes}>;
${names.map(([name, join]) => functionWgsl(name, write(join, lanes))).join('')}`;
}

/** The barrier in front: others may still read what the join before left. */
function functionWgsl(name: string, body: string): string {
  return `
fn ${name}(own : f32) -> f32 {
  let lane = i32(localIndex);
  workgroupBarrier();
  ${body}
}
`;
}

/** Pair by pair. */
function joinTree(join: Joins[string], lanes: number): string {
  const [a, b] = ['joined[lane]', 'joined[lane + stride]'];
  return `joined[lane] = own;
  workgroupBarrier();
  for (var stride = ${lanes >> 1}; stride > 0; stride /= 2) {
    if (lane < stride) {
      ${a} = ${join === 'sum' ? `${a} + ${b}` : `max(${a}, ${b})`};
    }
    workgroupBarrier();
  }
  return joined[0];`;
}

/**
 * Each subgroup joins its own numbers and leaves the result at one of its lanes; then each joins what all have left.
 *
 * WGSL leaves open how many invocations a subgroup has, which ones, and whether it is full: they count themselves.
 */
function joinSubgroups(join: Joins[string], lanes: number): string {
  const [all, left, both] =
    join === 'sum'
      ? ['subgroupAdd', 'select(0.0, part, subgroupElect())', 'rest + joined[i]']
      : ['subgroupMax', 'part', 'max(rest, joined[i])'];
  return `let part = ${all}(own);
  joined[lane] = ${left};
  workgroupBarrier();
  let peers = subgroupAdd(1);
  let rank = subgroupExclusiveAdd(1);
  var rest = joined[rank];
  for (var i = rank + peers; i < ${lanes}; i += peers) {
    rest = ${both};
  }
  return ${all}(rest);`;
}
