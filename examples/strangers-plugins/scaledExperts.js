import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, groupedMatMul, normalWith, oneGroup, parameterSpec, rowsOf, uniformFanIn } from '@outrageous/core';

/**
 * Experts that share their matrices, and differ in vectors that scale what goes in and what comes out: thousands of them
 * are hardly larger than one.
 *
 *     E_i(x) = (max(0, (x ⊙ before_i) · up) · down) ⊙ after_i
 *
 * After Liu et al., Few-Shot Parameter-Efficient Fine-Tuning is Better and Cheaper than In-Context Learning, 2022.
 *
 * @param {{ experts: number, width: number, hidden: number }} options
 * @returns {import('@outrageous/core').ExpertPool}
 */
export function scaledExperts({ experts, width, hidden }) {
  const scales = () => parameterSpec([experts, width], normalWith(1), { perExpert: true });
  return {
    parameters: {
      before: scales(),
      up: parameterSpec([1, width, hidden], uniformFanIn(width)),
      down: parameterSpec([1, hidden, width], uniformFanIn(hidden)),
      after: scales(),
    },
    operations: 2 * width * hidden,
    experts,
    inputWidth: width,
    width,
    apply: ({ before, up, down, after }, { rows, group }) =>
      tf.tidy(() => {
        const scaled = tf.mul(rows, gatherRows(rowsOf(before), group));
        // There may be no rows, of which tf.matMul has no gradient on webgpu.
        const positive = groupedMatMul(oneGroup(scaled), up.read(), { activation: 'relu' });
        const shared = groupedMatMul(oneGroup(positive), down.read());
        return tf.mul(shared, gatherRows(rowsOf(after), group));
      }),
    part(first, count) {
      if (first < 0 || count < 1 || first + count > experts) {
        throw new RangeError(`scaledExperts: got ${count} experts from ${first} on, has 0 to ${experts - 1}`);
      }
      return scaledExperts({ experts: count, width, hidden });
    },
  };
}
