import { expect, test } from 'vitest';
import { DeviceError } from './deviceError.js';
import { tryStart } from './tryStart.js';

test('what a driver throws becomes a message with a remedy, and keeps its cause', async () => {
  const cause = new Error('vkCreateDevice failed\n    at somewhere');
  const start = tryStart('webgpu', () => Promise.reject(cause));
  await expect(start).rejects.toThrow(
    "startDevice('webgpu'): the device failed while it was started (vkCreateDevice failed). " +
      'Run `npx outrageous-backends doctor` to see which devices work, and choose one of those.',
  );
  await expect(start).rejects.toMatchObject({ name: 'DeviceError', cause });
});

test('a device error stays as it is', async () => {
  const error = new DeviceError('wasm', 'a problem', 'A remedy');
  await expect(tryStart('wasm', () => Promise.reject(error))).rejects.toBe(error);
});
