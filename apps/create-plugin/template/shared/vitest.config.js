import { defineConfig } from 'vitest/config';

/** Each test runs once on each of these. Others are `webgpu` and `tensorflow`. */
const devices = ['cpu', 'wasm'];

export default defineConfig({
  test: {
    testTimeout: 60_000, // webgpu without a GPU is slow
    projects: devices.map((name) => ({
      extends: true,
      test: { name, include: ['src/**/*.test.ts'], setupFiles: ['device.js'], env: { DEVICE: name } },
    })),
  },
});
