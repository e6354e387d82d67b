/** How many compute shaders ran, by the label of their pipeline. */
export type DispatchCounts = ReadonlyMap<string, number>;

/**
 * Counts the compute shaders that WebGPU is given while `work` runs, ours and those of TensorFlow.js.
 *
 * The label of a pipeline is the name of its program, such as `BinaryOpProgram` or `groupedMatMul`.
 *
 * @param work on the backend `webgpu`; what it enqueues counts, whether it has been computed or not
 * @example
 * ```ts
 * const counts = await countDispatches(() => trainStep());
 * const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
 * ```
 */
export async function countDispatches(work: () => void | Promise<void>): Promise<DispatchCounts> {
  const counts = new Map<string, number>();
  const { prototype } = GPUComputePassEncoder;
  const { setPipeline, dispatchWorkgroups } = prototype;
  let label = '';
  prototype.setPipeline = function (pipeline) {
    label = pipeline.label;
    return setPipeline.call(this, pipeline);
  };
  prototype.dispatchWorkgroups = function (...size) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return dispatchWorkgroups.apply(this, size);
  };
  try {
    await work();
  } finally {
    Object.assign(prototype, { setPipeline, dispatchWorkgroups });
  }
  return counts;
}
