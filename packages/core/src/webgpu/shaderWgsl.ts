import type { JoinOptions } from './joinWgsl.js';

/** An array that a shader sees. */
export interface ShaderArray {
  readonly name: string;
  readonly type: 'f32' | 'i32' | 'vec4<f32>';
  /** Whether the shader may write into it. */
  readonly written: boolean;
}

/** What the declarations of a shader are made from. */
export interface ShaderParts {
  /** In the order of their bindings. */
  readonly arrays: readonly ShaderArray[];
  /** The names of the uniforms, in the order of their memory. */
  readonly integers: readonly string[];
  /** The names of the uniforms that follow them. */
  readonly floats: readonly string[];
  readonly workgroupSize: readonly [number, number, number];
  /** Writes functions that join; nothing where the code has none. */
  readonly joins?: (options: JoinOptions) => string;
  /** Whether the device's subgroups serve the joins. */
  readonly subgroups: boolean;
  /** Whether the code uses f16. */
  readonly halves: boolean;
  /** Defines `fn main(index : i32)`. */
  readonly code: string;
}

/** A whole shader: declarations, the code, and its entry point `start`. */
export function shaderWgsl({ arrays, integers, floats, code, ...parts }: ShaderParts): string {
  const { workgroupSize, joins, subgroups, halves } = parts;
  const lanes = workgroupSize.reduce((x, y) => x * y);
  const fields = [...integers.map((name) => `${name} : i32`), ...floats.map((name) => `${name} : f32`)];
  return `${subgroups ? 'enable subgroups;' : ''}${halves ? 'enable f16;' : ''}
struct Uniforms {
  ${fields.join(',\n  ')}
};

${arrays.map(declaration).join('\n')}
@group(0) @binding(${arrays.length}) var<uniform> uniforms : Uniforms;

var<private> localIndex : u32;
var<private> workgroupId : vec3<u32>;
${joins?.({ lanes, subgroups }) ?? ''}
${code}

@compute @workgroup_size(${workgroupSize.join(', ')})
fn start(
  @builtin(local_invocation_index) local : u32,
  @builtin(workgroup_id) workgroup : vec3<u32>,
  @builtin(num_workgroups) workgroups : vec3<u32>) {
  localIndex = local;
  workgroupId = workgroup;
  let before = (workgroup.z * workgroups.y + workgroup.y) * workgroups.x + workgroup.x;
  main(i32(before * ${lanes}u + local));
}
`;
}

function declaration({ name, type, written }: ShaderArray, binding: number): string {
  const access = written ? 'storage, read_write' : 'storage, read';
  return `@group(0) @binding(${binding}) var<${access}> ${name} : array<${type}>;`;
}
