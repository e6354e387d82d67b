import type { Shader } from './runShader.js';
import { workgroupsFor } from './runShader.js';

/** How a shader runs that computes `uniforms.size` numbers, each of them, `at` its place, in an invocation of its own. */
export function eachNumber(size: number, code: string): Pick<Shader, 'workgroupSize' | 'workgroups' | 'code'> {
  return {
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(size, 64),
    code: `fn main(at : i32) { if (at < uniforms.size) { ${code} } }`,
  };
}
