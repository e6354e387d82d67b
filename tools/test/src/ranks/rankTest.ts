import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DeviceError, type DeviceName, startDevice } from '@outrageous/backends';
import { launch, whyNoMpi } from '@outrageous/parallel/node';

/** Ranks that are started together. */
export interface Ranks {
  /** A file in this folder, such as `strategyRank`. Its parameter is the device. */
  readonly program: string;
  readonly ranks: number;
  readonly device: DeviceName;
}

/** A test that ranks pass by ending well; what one of them throws is on standard error. */
export function rankTest(name: string, { program, ranks, device }: Ranks): void {
  test(`${name}, on ${ranks} ranks and ${device}`, async ({ skip }) => {
    const missing = await whyMissing(device);
    skip(missing !== undefined, missing);
    const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
    expect(await launch({ ranks, program: path, parameters: [device] })).toEqual({ code: 0 });
  });
}

async function whyMissing(device: DeviceName): Promise<string | undefined> {
  try {
    await startDevice(device);
  } catch (error) {
    if (error instanceof DeviceError) return error.message;
    throw error;
  }
  return whyNoMpi();
}
