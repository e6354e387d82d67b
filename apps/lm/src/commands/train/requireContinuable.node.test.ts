import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildVocabulary, CheckpointError } from '@outrageous/trainer';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lockRun } from '../../run/runLock.js';
import { storedOptions, storedVocabulary, storeVocabulary } from '../../run/runContent.js';
import { type RunFiles, runFiles } from '../../run/runFolder.js';
import { mutationsOf } from '../../testing/mutations.js';
import { UsageError } from '../../usageError.js';
import { progressIn } from './progress.js';
import { requireContinuable } from './requireContinuable.js';

const balance = { experts: 4, importanceCv: 0.5, loadCv: null, maxOverMeanLoad: 2, deadExperts: 0, droppedShare: 0 };
const heldOut = { step: 8, perplexity: 9.5, mixtures: [balance] };
const metadata = {
  outrageous: '1',
  step: '8',
  tokens: '96',
  extra: JSON.stringify({ validatedAt: 8, best: heldOut, latest: heldOut }),
};
const metrics = '{"step":7,"loss":2}\n{"step":8,"loss":1.5}\n';

let files: RunFiles;
let last: string;

beforeEach(async () => {
  files = runFiles(await mkdtemp(join(tmpdir(), 'outrageous-run-')));
  last = join(files.checkpoints, 'last.safetensors');
  await mkdir(files.checkpoints);
  await writeFile(files.metrics, metrics);
  await save({});
});

afterEach(() => rm(files.folder, { recursive: true }));

/** A checkpoint without tensors. */
async function save(change: object): Promise<void> {
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { ...metadata, ...change } }));
  await writeFile(
    last,
    new Uint8Array(await new Blob([new BigUint64Array([BigInt(header.length)]), header]).arrayBuffer()),
  );
}

/** Nothing may change in the run. */
async function refuses(steps: number, message: string): Promise<void> {
  const before = await readFile(files.metrics, 'utf8');
  await expect(requireContinuable(files, steps)).rejects.toThrow(message);
  expect(await readFile(files.metrics, 'utf8')).toBe(before);
}

it('goes on at the step that was reached, and after it', async () => {
  await requireContinuable(files, 8);
  await requireContinuable(files, 9);
});

it('does not end before the step that was reached', async () => {
  await refuses(
    5,
    `${files.folder} has done 8 steps, and --steps 5 is fewer; name 8 or more to go on, or start a new run without --resume`,
  );
});

it('does not start at the first step again where the checkpoint was lost', async () => {
  await rm(last);
  await refuses(
    9,
    `there is no ${last}, but ${files.metrics} has 2 records, which would be lost: put the checkpoint back`,
  );
  await writeFile(files.metrics, '');
  await requireContinuable(files, 9);
});

it.each([undefined, 'NaN', '-5', '1.5', '1e300'])('does not go on from step %s', async (step) => {
  await save({ step });
  await refuses(9, `checkpoint: ${last} is damaged: its metadata `);
});

it('names the line of metrics that is damaged', async () => {
  await writeFile(files.metrics, '{"step":7}\nnull\n');
  await refuses(9, `openMetrics: ${files.metrics}:2 is no record of metrics: got null`);
});

it.each([
  [{ validatedAt: 'never' }, 'extra.validatedAt is "never", and must be number'],
  [{ validatedAt: -1 }, 'extra.validatedAt is -1, and must be >=0'],
  [{ best: null }, 'extra.best is null, and must be Object'],
  [{ best: { ...heldOut, step: 1.5 } }, 'extra.best.step is 1.5, and must be '],
  [{ latest: { ...heldOut, mixtures: [{}] } }, 'extra.latest.mixtures.0.experts is undefined, and must be '],
])('knows what a run remembers: %j', async (extra, message) => {
  await save({ extra: JSON.stringify(extra) });
  await refuses(9, `checkpoint: ${last} is damaged: ${message}`);
});

it('reads what was not finite as JSON keeps it', () => {
  const info = { step: 8, tokens: 1, extra: { best: { step: 4, perplexity: null, mixtures: [balance] } } };
  expect(progressIn(info, 'a')).toEqual({
    validatedAt: 0,
    best: { step: 4, loss: Infinity, perplexity: Infinity, mixtures: [{ ...balance, loadCv: NaN }] },
  });
});

it('says what is wrong, whichever character of a file is another', async () => {
  const extra = '{"validatedAt":8,"best":{"step":4,"perplexity":2,"mixtures":[]}}';
  for (const other of mutationsOf(extra)) {
    await save({ extra: other });
    const outcome = await requireContinuable(files, 8).catch((error: unknown) => error);
    if (outcome === undefined) continue;
    expect(outcome).toBeInstanceOf(CheckpointError);
    expect((outcome as Error).message).toMatch(`checkpoint: ${last} is damaged: `);
  }
});

it('says that the configuration or the vocabulary is damaged', async () => {
  const [config, vocabulary] = ['{"steps":8,"corpus":"a"}', '{"words":["<unk>","<eos>","a"]}'];
  for (const other of mutationsOf(config)) {
    await writeFile(files.config, other);
    const outcome = await storedOptions(files).catch((error: unknown) => error);
    if (outcome instanceof Error)
      expect(outcome.message).toMatch(/config\.json: .*\. The file is damaged: mend it, or/s);
  }
  for (const other of mutationsOf(vocabulary)) {
    await writeFile(files.vocabulary, other);
    const outcome = await storedVocabulary(files).catch((error: unknown) => error);
    if (!(outcome instanceof Error)) continue;
    expect(outcome).toBeInstanceOf(UsageError);
    expect(outcome.message).toMatch(/vocabulary\.json: .*\. The file is damaged: without it, numbers are no words/s);
  }
});

it('knows the words that were written', async () => {
  const vocabulary = buildVocabulary(['a', 'b']);
  await storeVocabulary(files, vocabulary);
  expect((await storedVocabulary(files)).words).toEqual(vocabulary.words);
  const text = await readFile(files.vocabulary, 'utf8');
  await writeFile(files.vocabulary, text.replace('"b"', '"c"'));
  await expect(storedVocabulary(files)).rejects.toThrow(
    `${files.vocabulary}: its words are not those that were written (the CRC-32 differs). The file is damaged: without it`,
  );
  await writeFile(files.vocabulary, '{"words":["<unk>","<eos>","a"]}');
  expect((await storedVocabulary(files)).size).toBe(3);
});

it('says that words were cut by another tokenizer', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const vocabulary = buildVocabulary(['a', 'b']);
  await storeVocabulary(files, vocabulary, 'words 1');
  expect((await storedVocabulary(files, 'words 1')).words).toEqual(vocabulary.words);
  expect(said).not.toHaveBeenCalled();
  await storedVocabulary(files, 'words 2');
  await writeFile(files.vocabulary, '{"words":["<unk>","<eos>","a"]}');
  await storedVocabulary(files, 'words 2');
  expect(said.mock.calls.map(([text]) => text)).toEqual([
    expect.stringMatching(
      /^warning: the words of .* were cut by another tokenizer \(words 1; now it is words 2\), so /,
    ),
    expect.stringMatching(
      / by another tokenizer \(an earlier one; now it is words 2\).*a new run has the words of today\n$/,
    ),
  ]);
  said.mockRestore();
});

it.each(['', 'null', '{}', '{"process":"a","host":"b"}', '{"process":0,"host":"b"}'])(
  'does not guess who trains where the lock is %j',
  async (content) => {
    const file = join(files.folder, 'lock.json');
    await writeFile(file, content);
    expect(() => lockRun(files.folder)).toThrow(
      `${file} is damaged, so nobody knows whether ${files.folder} is in use; remove it if it is not`,
    );
    expect(await readFile(file, 'utf8')).toBe(content);
  },
);
