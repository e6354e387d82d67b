/**
 * Limits that a shader of ours or of TensorFlow.js may use up to what the adapter has.
 *
 * TensorFlow.js asks for all of these but `maxStorageBuffersPerShaderStage`, whose default of 8
 * leaves a fused kernel with seven inputs.
 */
const raisedLimits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
] as const;

/** Features that are turned on where the adapter has them. */
const wantedFeatures: ReadonlySet<string> = new Set([
  'timestamp-query',
  'bgra8unorm-storage',
  'shader-f16',
  'subgroups',
]);

/** Requests a device with every limit and feature that the kernels can use. */
export function createDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: [...adapter.features].filter(isWanted),
    requiredLimits: Object.fromEntries(raisedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
}

function isWanted(feature: string): feature is GPUFeatureName {
  return wantedFeatures.has(feature);
}
