import type { Started } from '../device.js';
import { DeviceError } from '../deviceError.js';
import { isSoftwareAdapter } from './adapter.js';
import { dawnGpu } from './dawn.js';
import { hasDriverLoader } from './driverLoader.js';
import { leaveProcessor } from './leaveProcessor.js';
import { startAdapter, type GpuErrorListener } from './startAdapter.js';
import { swiftShaderPackage, useSwiftShader } from './swiftShader.js';

/** How WebGPU is started in Node. */
export interface NodeWebGpuOptions {
  /** Whether a software adapter will do where no GPU answers; default true. */
  readonly software?: boolean;
  /** Default: prints the error. */
  readonly onGpuError?: GpuErrorListener;
}

/**
 * Starts WebGPU in Node: on a GPU where there is one, else in software if that is installed.
 *
 * @throws DeviceError if neither is there.
 */
export async function startNodeWebGpu({
  software = true,
  onGpuError = console.error,
}: NodeWebGpuOptions = {}): Promise<Started> {
  const adapter = (await requestAdapter()) ?? (software ? await softwareAdapter() : undefined);
  if (adapter === undefined) throw noAdapter(software);
  if (isSoftwareAdapter(adapter.info)) leaveProcessor();
  return startAdapter(adapter, onGpuError);
}

/** Dawn prints a warning of its own where there is no Vulkan loader, so that it is not asked then. */
async function requestAdapter(): Promise<GPUAdapter | undefined> {
  if (!hasDriverLoader()) return undefined;
  const gpu = await dawnGpu();
  return (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
}

async function softwareAdapter(): Promise<GPUAdapter | undefined> {
  return (await useSwiftShader()) ? requestAdapter() : undefined;
}

function noAdapter(software: boolean): DeviceError {
  const remedy = software
    ? `install \`${swiftShaderPackage}\` for a slow adapter in software`
    : 'allow a software adapter';
  return new DeviceError(
    'webgpu',
    `startDevice('webgpu'): no GPU answered, and one is needed with a Vulkan, Metal or Direct3D 12 driver`,
    `Install your GPU's driver (on Linux also the Vulkan loader, package libvulkan1), or ${remedy}`,
  );
}
