import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { folderWithText, patience, runProgram, tinyRun } from '../testing/program.js';

vi.setConfig({ testTimeout: patience });

let folder: string;
beforeAll(async () => {
  folder = await folderWithText();
  await writeFile(join(folder, 'empty.txt'), ' \n');
  await writeFile(join(folder, 'binary.txt'), Buffer.from([80, 75, 3, 4, 0, 0, 255, 254]));
  await writeFile(join(folder, 'short.txt'), 'Only a few words.');
  await writeFile(join(folder, 'config.json'), '{ "presett": "small-moe-4" }');
}, patience);

/** What is given, and a part of what is said; `outrageous-lm: ` stands before all of it but commander's. */
const refusals: readonly (readonly [string, readonly string[], string])[] = [
  ['an unknown command', ['trian'], "error: unknown command 'trian'\n(Did you mean train?)"],
  [
    'help for an unknown command',
    ['help', 'trian'],
    "outrageous-lm: there is no command 'trian' (did you mean 'train'?); 'outrageous-lm help' lists them all",
  ],
  ['an unknown option', ['train', '--stepz', '5'], "error: unknown option '--stepz'\n(Did you mean --steps?)"],
  ['a value that is no number', ['train', '--steps', 'many'], 'It needs a whole number of 1 or more.'],
  ['a dropout of 1', ['train', '--dropout', '1'], 'It needs a number from 0 up to, but not including, 1.'],
  ['an unknown device', ['train', '--device', 'gpu'], 'It needs one of auto, tensorflow, webgpu, wasm, cpu.'],
  [
    'an unknown preset',
    [...tinyRun, '--preset', 'small-moe-33'],
    "outrageous-lm: there is no preset 'small-moe-33' (did you mean 'small-moe-32'?)",
  ],
  [
    'an unknown option in a config file',
    ['train', '--config', 'config.json'],
    "outrageous-lm: config.json: there is no option 'presett' (did you mean 'preset'?)",
  ],
  [
    'a config file that is missing',
    ['train', '--config', 'none.json'],
    "outrageous-lm: the config file none.json can't be read",
  ],
  ['a corpus that is missing', [...tinyRun, '--corpus', 'none.txt'], 'none.txt; name plain text in UTF-8'],
  [
    'an empty corpus',
    [...tinyRun, '--corpus', 'empty.txt'],
    'empty.txt is empty, and a model needs words to learn from',
  ],
  ['a binary corpus', [...tinyRun, '--corpus', 'binary.txt'], 'so it is not text; needs plain text in UTF-8'],
  [
    'a corpus that is too short',
    [...tinyRun, '--corpus', 'short.txt'],
    'short.txt has 6 words, and needs at least 40 to be cut into a part for training',
  ],
  [
    'a corpus that is too short for its batches',
    [...tinyRun, '--batch', '5000'],
    'for batch 5000 and time 4; give it a longer text, or lower batch or time',
  ],
  ['--validation alone', [...tinyRun, '--validation', 'text.txt'], '--validation and --test go together'],
  ['--format without a corpus', ['train', '--format', 'tokenized'], '--format tokenized needs --corpus beside it'],
  ['a file as a run', [...tinyRun, '--run', 'text.txt'], '--run text.txt is a file, and a run needs a folder'],
  [
    'to resume what is no run',
    ['train', '--resume', '--run', 'none'],
    'none holds no run: there is no none/config.json',
  ],
  [
    'more ranks than this machine is for',
    [...tinyRun, '--ranks', '1000'],
    'that is more than this machine has: 1,000 processes on ',
  ],
  [
    'a model that does not fit into this machine',
    ['train', '--preset', 'moe-131072-h'],
    'outrageous-lm: moe-131072-h with --batch 32, --time 20 needs 1.66 TB a process (parameters 550 GB, optimizer 1.1 TB',
  ],
  ['to look where there is no run', ['sample'], "there is no run in runs/ yet; 'outrageous-lm train' makes one"],
];

describe('before any work, with exit code 2, the program refuses', () => {
  it.each(refusals)('%s', async (_, parameters, said) => {
    const before = await readdir(folder);
    const { code, stdout, stderr } = await runProgram(folder, ...parameters);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(await readdir(folder)).toEqual(before);
  });
});

it('says what is wrong with a checkpoint that was cut off', async () => {
  expect((await runProgram(folder, ...tinyRun, '--steps', '1')).code).toBe(0);
  await truncate(join(folder, 'run/checkpoints/best.safetensors'), 5000);
  const { code, stderr } = await runProgram(folder, 'sample', '--run', 'run', '--device', 'wasm');
  expect(stderr).toContain('outrageous-lm: checkpoint: run/checkpoints/best.safetensors');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
});

it('leaves a run as it is when a bit of its checkpoint is another', async () => {
  const file = join(folder, 'run/checkpoints/last.safetensors');
  const bytes = await readFile(file);
  bytes[bytes.length - 2000] ^= 16;
  await writeFile(file, bytes);
  const contents = () =>
    Promise.all(['config.json', 'metrics.jsonl', 'vocabulary.json'].map((name) => readFile(join(folder, 'run', name))));
  const before = await contents();
  const { code, stderr } = await runProgram(folder, 'train', '--resume', '--run', 'run', '--steps', '3');
  expect(stderr).toContain('outrageous-lm: checkpoint: run/checkpoints/last.safetensors is damaged: the numbers of ');
  expect(code).toBe(1);
  expect(await contents()).toEqual(before);
});

it('says that a run has no checkpoint', async () => {
  await mkdir(join(folder, 'bare'));
  await writeFile(join(folder, 'bare/config.json'), '{}');
  await writeFile(join(folder, 'bare/vocabulary.json'), '{ "words": ["<unk>", "<eos>", "a"], "tokenizer": "words 2" }');
  const { code, stderr } = await runProgram(folder, 'evaluate', '--run', 'bare');
  expect(stderr).toBe(
    "outrageous-lm: bare has no best checkpoint yet; 'outrageous-lm train --resume --run bare' makes one\n",
  );
  expect(code).toBe(2);
});
