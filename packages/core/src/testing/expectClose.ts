import type { Tensor } from '@tensorflow/tfjs-core';

/** Numbers in any nesting: `[[1, 2], [3, 4]]`, or a typed array. */
export type Numbers = number | ArrayLike<number> | readonly Numbers[];

/**
 * Compares numbers one by one: |got − expected| ≤ tolerance · max(1, |expected|).
 *
 * @param expected a tensor or (nested) numbers; of another tensor the shape counts too
 * @throws Error that names the first number that differs
 * @example
 * ```ts
 * await expectClose(softmax, [[0.5, 0.5]], 1e-6);
 * ```
 */
export async function expectClose(got: Tensor, expected: Tensor | Numbers, tolerance = 1e-5): Promise<void> {
  if (isTensor(expected) && got.shape.join() !== expected.shape.join()) {
    throw new Error(`got shape [${got.shape}], expected [${expected.shape}]`);
  }
  const wanted = isTensor(expected) ? await expected.data() : flatten(expected);
  const numbers = await got.data();
  if (numbers.length !== wanted.length) throw new Error(`got ${numbers.length} numbers, expected ${wanted.length}`);
  for (let i = 0; i < wanted.length; i++) {
    if (!(Math.abs(numbers[i] - wanted[i]) <= tolerance * Math.max(1, Math.abs(wanted[i])))) {
      throw new Error(
        `number ${i} of [${got.shape}]: got ${numbers[i]}, expected ${wanted[i]} (tolerance ${tolerance})`,
      );
    }
  }
}

function isTensor(value: Tensor | Numbers): value is Tensor {
  return typeof value === 'object' && 'dataId' in value;
}

function flatten(numbers: Numbers): number[] {
  return typeof numbers === 'number' ? [numbers] : Array.from<Numbers>(numbers).flatMap(flatten);
}
