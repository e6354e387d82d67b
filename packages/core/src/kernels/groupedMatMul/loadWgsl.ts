/**
 * `<name>Four(at, count)`: the four numbers of an array from `at` on, of which
 * `count` (any number, also a negative one) are there; 0 for the others.
 *
 * @param fours the array is of vec4, and `at` and `count` are multiples of 4
 */
export function loadFour(name: string, fours: boolean): string {
  return `
fn ${name}Four(at : i32, count : i32) -> vec4<f32> {
  ${fours ? vector(name) : numbers(name)}
}
`;
}

function vector(name: string): string {
  return `
  if (count <= 0) {
    return vec4<f32>();
  }
  return ${name}[at / 4];`;
}

function numbers(name: string): string {
  return `
  var four = vec4<f32>();
  if (count > 0) { four.x = ${name}[at]; }
  if (count > 1) { four.y = ${name}[at + 1]; }
  if (count > 2) { four.z = ${name}[at + 2]; }
  if (count > 3) { four.w = ${name}[at + 3]; }
  return four;`;
}

/** Writes `values` to `result` from `at` on, as far as there are numbers; at least one is there. */
export function storeFour(at: string, count: string, fours: boolean): string {
  if (fours) return `result[(${at}) / 4] = values;`;
  return `
  for (var i = 0; i < min(4, ${count}); i++) {
    result[${at} + i] = values[i];
  }`;
}
