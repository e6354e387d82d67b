import * as tf from '@tensorflow/tfjs-core';

/**
 * The most bytes that tensors took at any moment of some work, beside those that were there before.
 *
 * Buffers that several tensors share count once, unlike in `tf.memory()`.
 *
 * @param work returns when it is done
 * @example
 * ```ts
 * expect(peakBytes(() => disposeTree(step(recomputed(layer))))).toBeLessThan(peakBytes(() => disposeTree(step(layer))));
 * ```
 */
export function peakBytes(work: () => void): number {
  const { tensorInfo } = tf.engine().state;
  let [bytes, peak] = [0, 0];
  const before = { set: tensorInfo.set, delete: tensorInfo.delete };
  tensorInfo.set = (data, info) => {
    bytes += info.bytes;
    peak = Math.max(peak, bytes);
    return before.set.call(tensorInfo, data, info);
  };
  tensorInfo.delete = (data) => {
    bytes -= tensorInfo.get(data)?.bytes ?? 0;
    return before.delete.call(tensorInfo, data);
  };
  try {
    work();
  } finally {
    Object.assign(tensorInfo, before);
  }
  return peak;
}
