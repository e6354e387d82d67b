import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the fixture that runs a program through `runNode`, and waits until that program is ready. */
async function startSupervisor(): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, [fixture('supervisor.mjs'), 'program.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, { timeout: 20_000 }).toContain('ready');
  return { child, output: () => output };
}

test('a program that ends by itself is not kept alive', async () => {
  const child = spawn(process.execPath, [fixture('supervisor.mjs'), 'ending.mjs'], { stdio: 'ignore' });
  started.push(child);
  expect(await once(child, 'exit')).toEqual([5, null]);
});

test('a signal that comes twice at once, as Ctrl-C under npm does, reaches the program once', async () => {
  const { child, output } = await startSupervisor();
  child.kill('SIGINT');
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  expect(output().match(/SIGINT/g)).toHaveLength(1);
  expect(code).toBe(7);
});

test('SIGTERM is passed on, and the exit code comes back', async () => {
  const { child, output } = await startSupervisor();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(output()).toContain('SIGTERM');
  expect(code).toBe(7);
});

test('a program whose starter was killed outright stops in good order', async () => {
  const { child, output } = await startSupervisor();
  child.kill('SIGKILL');
  await expect.poll(output, { timeout: 10_000 }).toContain('SIGTERM');
});
