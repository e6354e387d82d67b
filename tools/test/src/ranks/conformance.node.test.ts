import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DeviceError, startDevice, type DeviceName } from '@outrageous/backends';
import { installMpi, launch, MpiSetUpError } from '@outrageous/parallel/node';

const program = fileURLToPath(new URL('./conformanceRank.ts', import.meta.url));

/** Devices whose tensors lie elsewhere than in arrays of JavaScript. */
const devices: readonly DeviceName[] = ['tensorflow', 'wasm'];

test.for(devices)('a communicator of MPI keeps the contract on %s', async (device, { skip }) => {
  const missing = await whyMissing(device);
  skip(missing !== undefined, missing);
  expect(await launch({ ranks: 2, program, parameters: [device] })).toEqual({ code: 0 });
});

async function whyMissing(device: DeviceName): Promise<string | undefined> {
  try {
    await startDevice(device);
    await installMpi();
    return undefined;
  } catch (error) {
    if (error instanceof DeviceError || error instanceof MpiSetUpError) return error.message;
    throw error;
  }
}
