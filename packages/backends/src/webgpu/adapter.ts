/** The adapter in words, such as `NVIDIA H100 (nvidia, hopper)`. */
export function describeAdapter(info: GPUAdapterInfo): string {
  const name = info.description || info.device || 'unnamed adapter';
  const family = [info.vendor, info.architecture].filter((part) => part !== '').join(', ');
  return family === '' ? name : `${name} (${family})`;
}

/** Whether an adapter computes in software on the CPU: SwiftShader, lavapipe, WARP and their like. */
export function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  const words = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(words);
}
