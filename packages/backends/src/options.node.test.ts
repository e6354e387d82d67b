import { describe, expect, it } from 'vitest';
import { installTensorflow, startDevice, type StartOptions } from './index.js';
import { startDevice as startInBrowser } from './browser.js';

/** What a user of JavaScript may hand over. */
const any = (value: unknown) => value as never;

describe('startDevice', () => {
  it.each<[unknown, string]>([
    [
      { gpu: true },
      "startDevice: there is no option 'gpu'; it takes cuda, library, wheel, progress, install, nativeOps",
    ],
    [{ nativeops: [] }, "startDevice: there is no option 'nativeops' (did you mean 'nativeOps'?)"],
    [{ cuda: 'yes' }, "startDevice: cuda must be true or false, got 'yes'"],
    [{ nativeOps: [1] }, 'startDevice: nativeOps must be a list of native sources'],
    [true, 'startDevice: needs its options as an object'],
  ])('refuses %o', async (options, message) => {
    await expect(startDevice('cpu', options as StartOptions)).rejects.toThrow(message);
  });

  it('suggests the name of a device', async () => {
    await expect(startDevice(any('tensorflw'))).rejects.toThrow(
      "no device of this name here (did you mean 'tensorflow'?)",
    );
  });

  it('has fewer options in a browser', async () => {
    await expect(startInBrowser('cpu', any({ cuda: true }))).rejects.toThrow("startDevice: there is no option 'cuda'");
  });
});

it('installTensorflow refuses what it has no use for', async () => {
  await expect(installTensorflow(any({ install: true }))).rejects.toThrow(
    "installTensorflow: there is no option 'install'",
  );
});
