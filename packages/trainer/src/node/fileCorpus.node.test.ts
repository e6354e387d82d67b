import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countWords, encodeCorpus } from '../data/corpus.js';
import { tokenizedLines, words } from '../data/tokenizer.js';
import { buildVocabulary } from '../data/vocabulary.js';
import { fileCorpus } from './fileCorpus.js';
import { readPortions } from './readPortions.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function tokensOf(path: string, tokenize = tokenizedLines): Promise<string[]> {
  const all: string[] = [];
  for await (const portion of fileCorpus(path, tokenize).tokens()) all.push(...portion);
  return all;
}

it('reads a file, again and again', async () => {
  const corpus = fileCorpus(await file('a.txt', 'The Union.\n\nIs it strong?\n'), words());
  const counts = await countWords(corpus);
  expect([...counts.keys()]).toEqual(['the', 'union', '.', '<eos>', 'is', 'it', 'strong', '?']);
  const ids = await encodeCorpus(corpus, buildVocabulary(counts));
  expect(Array.from(ids)).toEqual([2, 3, 4, 1, 5, 6, 7, 8, 1]);
});

it('reads the files of a folder and of its folders by their names, but hidden ones', async () => {
  await file('b.txt', 'b\n');
  await file('a/z', 'az\n');
  await file('a/B', 'aB\n');
  await file('c', 'c');
  await file('.hidden', 'no\n');
  await file('.git/x', 'no\n');
  await symlink(join(folder, 'c'), join(folder, 'link'));
  await symlink(folder, join(folder, 'round'));
  expect(await tokensOf(folder)).toEqual(['aB', '<eos>', 'az', '<eos>', 'b', '<eos>', 'c', '<eos>', 'c', '<eos>']);
});

it('reads a file in portions that end with paragraphs, whatever the size of the parts that are read', async () => {
  const text = 'Ä one\ntwo\n\nthree €\r\n\r\nfour 😀\n\n\nfive';
  const path = await file('a.txt', text);
  for (const chunk of [1, 2, 3, 7, 1000]) {
    const portions: string[] = [];
    for await (const portion of readPortions(path, { chunk })) portions.push(portion);
    expect(portions.join('')).toBe(text);
    for (const portion of portions.slice(0, -1)) expect(portion).toMatch(/\n\r?\n$/);
    expect(portions.flatMap(words())).toEqual(words()(text));
  }
});

it('ends a portion at a line, or else at a space, or else within a word, when no paragraph ends for long', async () => {
  const read = async (text: string) => {
    const portions: string[] = [];
    for await (const portion of readPortions(await file('a.txt', text), { chunk: 4, patience: 8 }))
      portions.push(portion);
    return portions.filter((portion) => portion !== '');
  };
  expect(await read('one two\nthree\nfour')).toEqual(['one two\n', 'three\n', 'four']);
  expect(await read('one two three')).toEqual(['one two ', 'three']);
  expect((await read('ääääääääää')).join('')).toBe('ääääääääää');
});

it('leaves out the mark of UTF-8 at the start', async () => {
  expect(await tokensOf(await file('a.txt', '\ufeffone two'))).toEqual(['one', 'two', '<eos>']);
});

it('says where a file is binary', async () => {
  const advice = 'so it is not text; needs plain text in UTF-8: convert it, or name another file';
  const nul = await file('nul.txt', 'good\n\nbad\0 text');
  await expect(tokensOf(nul)).rejects.toThrow(`corpus: ${nul} has a NUL byte at position 9, ${advice}`);
  const latin = await file('latin.txt', Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x61]));
  await expect(tokensOf(latin)).rejects.toThrow(
    `corpus: ${latin} has bytes that are not UTF-8 at position 3, ${advice}`,
  );
  const cut = await file('cut.txt', Uint8Array.from([0x61, 0x0a, 0x0a, 0xe2, 0x82]));
  await expect(tokensOf(cut)).rejects.toThrow(`${cut} has bytes that are not UTF-8 at position 3`);
});

it('finds the position beyond the first portion too', async () => {
  const path = await file('a.txt', Buffer.concat([Buffer.from('äb\n\n'.repeat(10)), Uint8Array.from([0x62, 0xff])]));
  const read = async () => {
    for await (const portion of readPortions(path, { chunk: 3 })) void portion;
  };
  await expect(read()).rejects.toThrow('not UTF-8 at position 51');
});

it('says so when there is nothing to learn from', async () => {
  const advice = 'is empty, and a model needs words to learn from; name a file or folder with text';
  const blank = await file('sub/blank.txt', ' \n\n ');
  await expect(tokensOf(blank)).rejects.toThrow(`corpus: ${blank} ${advice}`);
  await expect(tokensOf(join(folder, 'sub'))).rejects.toThrow(`corpus: ${join(folder, 'sub')} ${advice}`);
  await mkdir(join(folder, 'none'));
  await expect(tokensOf(join(folder, 'none'))).rejects.toThrow(`corpus: the folder ${join(folder, 'none')} ${advice}`);
});

it('says so when the path is missing or cannot be read', async () => {
  const missing = join(folder, 'missing.txt');
  await expect(tokensOf(missing)).rejects.toThrow(
    `corpus: there is no file or folder ${missing}, seen from ${process.cwd()}; check the path`,
  );
  await symlink(join(folder, 'loop'), join(folder, 'loop'));
  await expect(tokensOf(join(folder, 'loop'))).rejects.toThrow(
    `corpus: ${join(folder, 'loop')} can't be read: too many symbolic links encountered; check its permissions, or name ` +
      'another path',
  );
});

it.each(['a-', '1,', "it's "])('reads a line of 20 MB of %s, in time that grows with it', async (part) => {
  const counts = await countWords(fileCorpus(await file('long.txt', part.repeat(20e6 / part.length)), words()));
  expect(Math.max(...[...counts.keys()].map(({ length }) => length))).toBeLessThanOrEqual(256);
});

it('says which file a tokenizer fails on', async () => {
  const path = await file('a.txt', 'one');
  const fails = () => {
    throw new Error('no words here');
  };
  await expect(tokensOf(path, fails)).rejects.toThrow(
    `corpus: ${path} can't be cut into words: no words here; mend the text, or the tokenizer`,
  );
});

it('ends portions at every kind of blank line', async () => {
  for (const end of ['\r\r', '\u2029']) {
    const portions: string[] = [];
    for await (const portion of readPortions(await file('a.txt', `one${end}two`), { chunk: 4 })) portions.push(portion);
    expect(portions).toEqual([`one${end}`, 'two']);
  }
});
