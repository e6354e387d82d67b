import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run verify:cuda`: finds the GPU, runs every test of every kernel on TensorFlow with CUDA, where a leaking kernel
 * throws, and measures training steps there. Ends with code 1 where something of that fails.
 */
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Tests fail, instead of being skipped, where TensorFlow has no GPU; processes share its memory. */
const environment = {
  ...process.env,
  OUTRAGEOUS_CUDA: '1',
  OUTRAGEOUS_DEVICES: 'tensorflow',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
};

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const stages: readonly (readonly [title: string, parameters: readonly string[]])[] = [
  ['The GPU', [here('./requireCuda.ts')]],
  ['Every test', [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'tensorflow']],
  ['Training steps', [here('../main.ts'), 'step', 'plain', '--results', join(ROOT, 'runs/cuda')]],
];

for (const [title, parameters] of stages) {
  process.stderr.write(`▸ ${title}\n`);
  const child = spawn(process.execPath, parameters, { cwd: ROOT, env: environment, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
  // Without a GPU there is nothing to go on with; a test that fails is no reason not to measure.
  if (code !== 0 && title === 'The GPU') break;
}
