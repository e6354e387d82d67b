import * as tf from '@tensorflow/tfjs-core';

/** How precisely gradients are compared. */
export interface GradientTolerance {
  /** The step of the finite differences: inputs change by ±step. */
  readonly step?: number;
  /** The largest difference allowed, relative to the largest gradient (at least 1). */
  readonly tolerance?: number;
}

/**
 * Compares a function's gradients with central finite differences,
 * (f(x + step) − f(x − step)) / (2 · step), number by number.
 *
 * The defaults suit float32 and functions whose values and curvature are near 1.
 *
 * @param f must be smooth within ±step around the inputs, and the same at every call
 * @param inputs float32 tensors, which stay the caller's
 * @throws Error that names the worst number, when one is too far off
 * @example
 * ```ts
 * await expectGradients((x, w) => tf.sum(tf.square(tf.matMul(x, w))), [x, w]);
 * ```
 */
export async function expectGradients<Inputs extends readonly tf.Tensor[]>(
  f: (...inputs: Inputs) => tf.Scalar,
  inputs: Inputs,
  { step = 1e-2, tolerance = 5e-3 }: GradientTolerance = {},
): Promise<void> {
  const exact = tf.grads((...tensors: tf.Tensor[]) => f(...(tensors as unknown as Inputs)))([...inputs]);
  const values = await Promise.all(exact.map((gradient) => gradient.data()));
  tf.dispose(exact);
  for (let i = 0; i < inputs.length; i++) {
    compare(values[i], await finiteDifferences(f, inputs, i, step), `gradient of input ${i}`, tolerance);
  }
}

async function finiteDifferences<Inputs extends readonly tf.Tensor[]>(
  f: (...inputs: Inputs) => tf.Scalar,
  inputs: Inputs,
  which: number,
  step: number,
): Promise<Float64Array> {
  const values = Float32Array.from(await inputs[which].data());
  const at = async (j: number, value: number) => {
    const moved = Float32Array.from(values);
    moved[j] = value;
    const result = tf.tidy(() => {
      const tensor = tf.tensor(moved, inputs[which].shape, 'float32');
      return f(...(inputs.map((input, i) => (i === which ? tensor : input)) as unknown as Inputs));
    });
    const [number] = await result.data();
    result.dispose();
    return { number, at: moved[j] };
  };
  const differences = new Float64Array(values.length);
  for (let j = 0; j < values.length; j++) {
    const above = await at(j, values[j] + step);
    const below = await at(j, values[j] - step);
    differences[j] = (above.number - below.number) / (above.at - below.at);
  }
  return differences;
}

function compare(exact: ArrayLike<number>, approximate: Float64Array, what: string, tolerance: number): void {
  const scale = Math.max(1, ...approximate.map(Math.abs));
  approximate.forEach((expected, i) => {
    if (!(Math.abs(exact[i] - expected) <= tolerance * scale)) {
      throw new Error(
        `${what}, number ${i}: got ${exact[i]}, finite differences give ${expected} (tolerance ${tolerance * scale})`,
      );
    }
  });
}
