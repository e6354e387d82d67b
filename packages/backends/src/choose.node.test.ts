import { expect, test } from 'vitest';
import { requireGpu, startFirst, type Choice } from './choose.js';
import { DeviceError } from './deviceError.js';

const started = { description: 'a test', gpu: false };
const working: Choice = { name: 'wasm', why: 'it is next', start: () => Promise.resolve(started) };
const failing: Choice = {
  name: 'webgpu',
  why: 'it is first',
  start: () => Promise.reject(new DeviceError('webgpu', "startDevice('webgpu'): no GPU answered", 'Buy one')),
};

test('the first choice that works is taken, with the reason why and what stood in the way', async () => {
  expect(await startFirst([failing, working])).toEqual({
    name: 'wasm',
    description: 'a test',
    gpu: false,
    reason: 'it is next; webgpu was passed over: no GPU answered',
  });
});

test('where no choice works, the problem of each is told', async () => {
  await expect(startFirst([failing, failing])).rejects.toThrow(
    "startDevice('auto'): no device could be started (webgpu was passed over: no GPU answered; " +
      'webgpu was passed over: no GPU answered). Run `npx outrageous-backends doctor` for what to do about each.',
  );
});

test('a driver that throws is passed over like a device that is missing', async () => {
  const broken: Choice = { ...failing, start: () => Promise.reject(new Error('vkCreateDevice failed')) };
  expect(await startFirst([broken, working])).toMatchObject({
    name: 'wasm',
    reason: 'it is next; webgpu was passed over: the device failed while it was started (vkCreateDevice failed)',
  });
});

test('what must be a GPU may not be software', async () => {
  await expect(requireGpu('webgpu', () => Promise.resolve(started))).rejects.toThrow(
    "startDevice('auto'): a test is no GPU, and one is preferred. Install your GPU's driver, if there is a GPU.",
  );
  expect(await requireGpu('webgpu', () => Promise.resolve({ ...started, gpu: true }))).toEqual({
    ...started,
    gpu: true,
  });
});
