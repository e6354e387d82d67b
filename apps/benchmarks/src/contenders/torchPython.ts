import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '@outrageous/backends';

/**
 * A Python that has PyTorch: `OUTRAGEOUS_TORCH_PYTHON`, or a virtual environment in the cache, made where there is none.
 *
 * @throws Error when it can't be made, with what to do
 */
export async function torchPython(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { OUTRAGEOUS_TORCH_PYTHON: given } = environment;
  if (given) return given;
  const folder = join(cacheDirectory(environment), 'torch-venv');
  const made = join(folder, 'bin', 'python');
  if (existsSync(made)) return made;
  process.stderr.write(`  Installing PyTorch into ${folder} (once)\n`);
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(made, ['-m', 'pip', 'install', '--quiet', 'torch', 'numpy']);
  } catch (cause) {
    // Half an environment would be taken for a whole one.
    await rm(folder, { recursive: true, force: true });
    throw new Error(
      'torchPython: PyTorch could not be installed, the reason is above; ' +
        'name a Python that has it by OUTRAGEOUS_TORCH_PYTHON, or measure other cases',
      { cause },
    );
  }
  return made;
}

async function run(command: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(command, parameters, { stdio: ['ignore', 2, 2] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${[command, ...parameters].join(' ')} ended with code ${code}`);
}
