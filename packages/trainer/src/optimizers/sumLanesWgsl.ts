/** The sum of one number of each of a workgroup's `count` invocations, in a fixed order; the first one gets it. */
export function sumLanesWgsl(count: number): string {
  return `
var<workgroup> lanes : array<f32, ${count}>;

fn sumLanes(own : f32) -> f32 {
  let lane = i32(localIndex);
  lanes[lane] = own;
  workgroupBarrier();
  for (var stride = ${count / 2}; stride > 0; stride /= 2) {
    if (lane < stride) {
      lanes[lane] += lanes[lane + stride];
    }
    workgroupBarrier();
  }
  return lanes[0];
}
`;
}
