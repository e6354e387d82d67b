import { expect, test, vi } from 'vitest';
import { commandFact, reasonIn, runCommand } from './command.js';

vi.spyOn(process.stdout, 'write').mockReturnValue(true);

const node = (program: string): [string, ...string[]] => [process.execPath, '--eval', program];

test('a fact says how its command ended, and why', async () => {
  expect(await commandFact('good', node('console.log("error-free")'))).toEqual({ name: 'good' });
  expect(
    await commandFact('bad', node('console.error("first\\nerror: no disk\\nlast"); process.exitCode = 3')),
  ).toEqual({
    name: 'bad',
    failure: 'exit code 3: error: no disk',
  });
});

test('a command that hangs or does not exist has failed', async () => {
  expect((await runCommand(node('setInterval(() => {}, 1000)'), { timeout: 300 })).code).toBe(null);
  const { failure } = await commandFact('missing', ['no-such-command-here']);
  expect(failure).toBe('not run to its end: Error: spawn no-such-command-here ENOENT');
});

test('the reason is what an error says, rather than where it was thrown, or else the last line', () => {
  expect(reasonIn('\u001b[31mgoing on\u001b[39m\nsrc/a.ts(1,2): error TS2322: no\nError: later\n')).toBe(
    'src/a.ts(1,2): error TS2322: no',
  );
  expect(reasonIn('  throw new Error(\n    ^\nRangeError: too much\n')).toBe('RangeError: too much');
  expect(reasonIn('one\n3:8  error  No await\ntwo')).toBe('3:8  error  No await');
  expect(reasonIn('one\ntwo\n\n')).toBe('two');
  expect(reasonIn('')).toBe('it wrote nothing');
});
