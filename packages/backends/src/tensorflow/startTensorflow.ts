import type { Started } from '../device.js';
import { DeviceError } from '../deviceError.js';

export async function startTensorflow(): Promise<Started> {
  throw new DeviceError('tensorflow', 'not yet');
}
