import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { mutationsOf } from '../testing/mutations.js';
import { UsageError } from '../usageError.js';
import { checkedOptions, parseJson, readConfigFile } from './configFile.js';
import { addOptions } from './option.js';
import { trainOptions } from './trainOptions.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-options-'));
});

async function fileWith(content: string): Promise<string> {
  const file = join(folder, 'config.json');
  await writeFile(file, content);
  return file;
}

describe('a config file', () => {
  it('says options by their names', async () => {
    const file = await fileWith('{ "steps": 7, "learningRate": 0.01, "corpus": "books" }');
    expect(await readConfigFile(file, trainOptions)).toEqual({ steps: 7, learningRate: 0.01, corpus: 'books' });
  });

  it('names a key that is no option, and the nearest', async () => {
    const file = await fileWith('{ "step": 7 }');
    await expect(readConfigFile(file, trainOptions)).rejects.toThrow(
      `${file}: there is no option 'step' (did you mean 'steps'?)`,
    );
  });

  it('names a key whose value does not fit', async () => {
    const file = await fileWith('{ "steps": "many" }');
    await expect(readConfigFile(file, trainOptions)).rejects.toThrow(
      `${file}: 'steps' needs a whole number of 1 or more, got "many"`,
    );
  });

  it('must be JSON', async () => {
    const file = await fileWith('{ steps: 7 }');
    await expect(readConfigFile(file, trainOptions)).rejects.toThrow(`${file}: is not valid JSON: `);
  });

  it.each([
    ['[1]', 'needs a JSON object of options, such as { "steps": 500 }; got [1]'],
    ['null', 'needs a JSON object of options, such as { "steps": 500 }; got null'],
    ['"steps"', 'needs a JSON object of options, such as { "steps": 500 }; got "steps"'],
    ['{"__proto__":{"steps":7}}', "there is no option '__proto__'"],
    ['{"constructor":7}', "there is no option 'constructor'"],
    ['{"prototype":7}', "there is no option 'prototype'"],
    ['{"toString":7}', "there is no option 'toString'"],
    [
      '{"steps":1e309}',
      "'steps' needs a whole number of 1 or more, got Infinity, which is what a number above 1.8e308 is read as",
    ],
    ['{"gateOptions":[1]}', "'gateOptions' needs a JSON object, such as '{ \"k\": 2 }', got [1]"],
    [
      '{"gateOptions":{"__proto__":{"k":2}}}',
      "'gateOptions' needs a JSON object in which nothing is called __proto__, constructor or prototype: no option is, got",
    ],
    ['{"gateOptions":{"k":[{"constructor":1}]}}', "'gateOptions' needs a JSON object in which nothing is called"],
  ])('%s is refused as what it is', async (content, message) => {
    const file = await fileWith(content);
    await expect(readConfigFile(file, trainOptions)).rejects.toThrow(`${file}: ${message}`);
  });

  it('may begin with a byte order mark', async () => {
    const file = await fileWith('\uFEFF{ "steps": 7 }');
    expect(await readConfigFile(file, trainOptions)).toEqual({ steps: 7 });
  });

  it('gives options or says what is wrong, whichever character is another', () => {
    const text = '{"steps":7,"dropout":0.1,"corpus":"a","gateOptions":{"k":2}}';
    for (const other of mutationsOf(text)) {
      try {
        const options = checkedOptions('a.json', parseJson('a.json', other), trainOptions);
        expect(options).toEqual(JSON.parse(other.replace(/^\uFEFF/, '')));
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as Error).message).toMatch(/^a\.json: /);
      }
    }
  });

  it('must be there', async () => {
    await expect(readConfigFile('nowhere.json', trainOptions)).rejects.toThrow(
      `the config file nowhere.json can't be read; --config needs a JSON file such as { "steps": 500 }`,
    );
  });
});

describe('the command line', () => {
  function parse(...given: string[]): { values: Record<string, unknown>; said: string } {
    let said = '';
    const command = new Command('train').exitOverride().configureOutput({ writeErr: (text) => (said += text) });
    addOptions(command, trainOptions, '');
    try {
      command.parse(given, { from: 'user' });
    } catch {
      // What it said is what is tested.
    }
    return { values: command.opts(), said };
  }

  it('gives only what was given', () => {
    expect(parse('--steps', '7', '--resume', '--run', '5').values).toEqual({ steps: 7, resume: true, run: '5' });
  });

  it('refuses an unknown option with the nearest', () => {
    expect(parse('--stepz', '7').said).toBe("error: unknown option '--stepz'\n(Did you mean --steps?)\n");
  });

  it('says what a value needs to be', () => {
    expect(parse('--dropout', '1').said).toBe(
      "error: option '--dropout <share>' argument '1' is invalid. It needs a number from 0 up to, but not including, 1.\n",
    );
  });

  it('takes a part by name, with its options as JSON', () => {
    const given = [
      '--gate',
      '@outrageous/gating#switchGate',
      '--gate-options',
      '{ "k": 1 }',
      '--layer',
      './gru.js#gru',
    ];
    expect(parse(...given).values).toEqual({
      gate: '@outrageous/gating#switchGate',
      gateOptions: { k: 1 },
      layer: './gru.js#gru',
    });
  });

  it('says what a part by name needs', () => {
    expect(parse('--experts', 'some-package').said).toBe(
      "error: option '--experts <package#factory>' argument 'some-package' is invalid. It needs a package or a file and " +
        'its export, such as some-package#someFactory or ./file.js#someFactory.\n',
    );
  });

  it.each([
    ['3', 'It needs a JSON object, such as \'{ "k": 2 }\'.'],
    ['[2]', 'It needs a JSON object, such as \'{ "k": 2 }\'.'],
    ['{k: 2}', 'It needs a JSON object, such as \'{ "k": 2 }\', in single quotes in most shells: '],
  ])('says why %s is no JSON object', (given, why) => {
    const { said } = parse('--gate-options', given);
    expect(said).toContain(`error: option '--gate-options <json>' argument '${given}' is invalid. ${why}`);
  });
});
