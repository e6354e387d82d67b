import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { joinsWgsl } from './joinWgsl.js';
import { runInPlace } from './joins.js';

const GROUPS = 3;

/** Each invocation writes what it gets; the second sum shows that joins can follow each other. */
async function join(numbers: readonly number[], subgroups: boolean): Promise<number[][]> {
  const lanes = numbers.length / GROUPS;
  const x = tf.tensor1d([...numbers]);
  const [sums, largest, counts] = [0, 0, 0].map(() => tf.fill([numbers.length], NaN));
  runInPlace({
    name: `test joins ${lanes}`,
    inputs: { x },
    targets: { sums, largest, counts },
    uniforms: { size: numbers.length },
    workgroupSize: [lanes, 1, 1],
    workgroups: [GROUPS, 1, 1],
    joins: { sumOf: 'sum', largestOf: 'max' },
    subgroups,
    code: `fn main(index : i32) {
      sums[index] = sumOf(x[index]);
      largest[index] = largestOf(x[index]);
      counts[index] = sumOf(1.0);
    }`,
  });
  const results = await Promise.all([sums, largest, counts].map(async (tensor) => [...(await tensor.data())]));
  tf.dispose([x, sums, largest, counts]);
  return results;
}

describe.each([
  ['subgroups, where there are any', true],
  ['workgroup memory alone', false],
])('joins through %s', (_what, subgroups) => {
  beforeEach((context) => context.skip(tf.getBackend() !== 'webgpu', 'only webgpu runs shaders'));

  // The numbers and their sums are exact in float32.
  it.each([1, 2, 8, 64, 256])('give all of %i invocations the sum and the largest number', async (lanes) => {
    const groups = Array.from({ length: GROUPS }, (_, group) =>
      Array.from({ length: lanes }, (__, lane) => ((lane * 37 + group * 11) % 101) - 200),
    );
    const forAll = (of: (group: number[]) => number) => groups.flatMap((group) => Array<number>(lanes).fill(of(group)));
    expect(await join(groups.flat(), subgroups)).toEqual([
      forAll((group) => group.reduce((a, b) => a + b)),
      forAll((group) => Math.max(...group)),
      forAll(() => lanes),
    ]);
  });

  it('repeat bit for bit', async () => {
    const numbers = Array.from({ length: GROUPS * 128 }, (_, i) => Math.sin(i) * 10 ** (i % 7));
    const once = await join(numbers, subgroups);
    expect(await join(numbers, subgroups)).toEqual(once);
  });

  it('use what they should', async (context) => {
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    context.skip(!device.features.has('subgroups'), 'the device has no subgroups');
    const create = vi.spyOn(device, 'createShaderModule');
    await join(Array<number>(GROUPS * 16).fill(1), subgroups);
    const codes = create.mock.calls.map(([{ code }]) => code);
    create.mockRestore();
    expect(codes.map((code) => /^enable subgroups;/.test(code) && code.includes('subgroupAdd('))).toEqual([subgroups]);
  });
});

it('write nothing where a shader joins nothing', () => {
  expect(joinsWgsl({}, { lanes: 64, subgroups: false })).toBe('');
});
