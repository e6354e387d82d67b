import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const module = new URL('./loadQuietly.ts', import.meta.url).href;

/** A program of its own, whose standard error can be read. */
async function errorsOf(program: string): Promise<string> {
  const script = `import { loadQuietly } from ${JSON.stringify(module)};\nimport { writeSync } from 'node:fs';\n${program}`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stderr;
}

test('nothing that is printed meanwhile is seen, and what comes later is', async () => {
  const program = `
    const loaded = loadQuietly(() => { writeSync(2, 'meanwhile'); return 'loaded'; });
    writeSync(2, loaded);`;
  expect(await errorsOf(program)).toBe('loaded');
});

test('an error goes through, and standard error is there again', async () => {
  const program = `
    try { loadQuietly(() => { throw new Error('does not load'); }); }
    catch (error) { writeSync(2, error.message); }`;
  expect(await errorsOf(program)).toBe('does not load');
});
