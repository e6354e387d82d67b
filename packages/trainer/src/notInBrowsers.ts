/**
 * What bundles for browsers get in place of each `tensorflow.ts` (`imports` of package.json): TensorFlow runs in Node alone,
 * and an op without a kernel takes its reference.
 */
export const tensorflow = {};
