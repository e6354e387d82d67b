import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Devices whose tests run; `OUTRAGEOUS_DEVICES=cpu,tensorflow` restricts them. */
const devices = (process.env.OUTRAGEOUS_DEVICES ?? 'cpu,tensorflow,webgpu,wasm').split(',');

/** Packages are taken from their sources, so that no test needs a build. */
const conditions = ['outrageous-source', 'node', 'module', 'import', 'default'];

/** `npm test` builds first, and says so: then programs that tests start are those that users get, and start sooner. */
const built = process.env.OUTRAGEOUS_BUILT === '1';
const ofTheBuild = { find: /^.*\/cliProgram\.js$/, replacement: resolve('apps/lm/dist/cliProgram.js') };
const ifTypeScript = pathToFileURL('tools/test/src/ifTypeScript.mjs');

const anyTest = ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'];
const nodeTest = ['packages/*/src/**/*.node.test.ts', 'apps/*/src/**/*.node.test.ts', 'tools/**/*.node.test.ts'];

/** Every test that computes runs once on each device. */
function deviceProject(device: string): TestProjectConfiguration {
  return {
    extends: true,
    test: {
      name: device,
      include: anyTest,
      exclude: [...nodeTest, '**/node_modules/**', '**/dist/**'],
      setupFiles: [`tools/test/src/device/${device}.ts`],
      testTimeout: device === 'webgpu' ? 120_000 : 30_000,
      isolate: false,
    },
  };
}

/** Tests of files, processes and command lines make sense once, and choose a device themselves. */
const nodeProject: TestProjectConfiguration = {
  extends: true,
  test: { name: 'node', include: nodeTest, testTimeout: 120_000 },
};

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { alias: built ? [ofTheBuild] : [] },
  test: {
    pool: 'forks',
    execArgv: ['--import', import.meta.resolve('tsx')],
    maxWorkers: 1,
    // Child processes that a test starts can run TypeScript sources like the test itself.
    env: { NODE_OPTIONS: `--import ${ifTypeScript.href}${built ? '' : ' --conditions=outrageous-source'}` },
    projects: [...devices.map(deviceProject), nodeProject],
  },
});
