import { defineConfig } from 'vitest/config';

/** Each test runs once on each of these. Others are `webgpu` and `tensorflow`. */
const devices = ['cpu', 'wasm'];

export default defineConfig({
  test: {
    projects: devices.map((name) => ({
      test: { name, include: ['src/**/*.test.ts'], setupFiles: ['device.js'], env: { DEVICE: name } },
    })),
  },
});
