import { expect, test } from 'vitest';
import { DeviceError, reasonOf } from './deviceError.js';

test('a device error says the problem and the remedy', () => {
  const error = new DeviceError('wasm', "startDevice('wasm'): it is not there", 'Install it');
  expect(error.message).toBe("startDevice('wasm'): it is not there. Install it.");
  expect(error).toMatchObject({
    device: 'wasm',
    problem: "startDevice('wasm'): it is not there",
    remedy: 'Install it',
  });
});

test('a reason is the first line, without its full stop', () => {
  expect(reasonOf(new Error('first.\nsecond'))).toBe('first');
  expect(reasonOf('thrown as a string')).toBe('thrown as a string');
});
