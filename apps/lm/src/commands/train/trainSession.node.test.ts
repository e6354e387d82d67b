import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { leaves, type ParameterTree } from '@outrageous/core';
import { singleProcess } from '@outrageous/parallel';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openCorpus } from '../../corpus/openCorpus.js';
import { encodeParts, vocabularyFor } from '../../corpus/textData.js';
import { unknownShares } from '../../corpus/unknownShares.js';
import { beginOn } from '../../device/begin.js';
import type { GivenTrainOptions } from '../../options/trainOptions.js';
import { joinTeam } from '../../ranks/joinTeam.js';
import { storeConfig, storeVocabulary } from '../../run/runContent.js';
import { createRunFolder } from '../../run/runFolder.js';
import { folderWithText, patience } from '../../testing/program.js';
import { runEvaluation } from '../runEvaluation.js';
import { type HeldOut, progressIn } from './progress.js';
import { cutText, startSession, type Session } from './session.js';
import { trainRequest, type TrainRequest } from './trainRequest.js';
import { trainSession } from './trainSession.js';

vi.setConfig({ testTimeout: patience });

let folder: string;
let said = '';

beforeAll(async () => {
  folder = await folderWithText();
  await beginOn('wasm', () => undefined);
}, patience);

afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said += String(text)), true));
});

afterEach(() => vi.restoreAllMocks());

/** A run with a folder, before its first step, and how it goes on from the checkpoints that a test puts there. */
async function begun(run: string, steps: number): Promise<{ session: Session; request: TrainRequest }> {
  const sizes = { preset: 'small-moe-4', vocabulary: 30, batch: 3, time: 4, learningRate: 1e-6, cooldown: 0 };
  const given: GivenTrainOptions = { ...sizes, corpus: join(folder, 'text.txt'), sampleWords: 0, steps };
  const request = await trainRequest({ ...given, run: join(folder, run) });
  const { config, files } = request;
  const team = joinTeam(singleProcess(), request);
  const corpus = await openCorpus(config);
  const vocabulary = await vocabularyFor(corpus, config.vocabulary);
  const data = await encodeParts(corpus, vocabulary);
  await createRunFolder(files);
  await storeVocabulary(files, vocabulary);
  await storeConfig(files, config);
  const text = { vocabulary, unknownShares: unknownShares(data, vocabulary), batches: cutText(data, config, team) };
  const resumed = { ...request, config: { ...config, resume: true } };
  return { session: startSession(resumed, text, team), request: resumed };
}

/** So large that the loss is, too. */
function multiply(parameters: ParameterTree, factor: number): void {
  for (const { name, read, assign } of leaves(parameters)) {
    if (name.startsWith('softmax')) tf.tidy(() => assign(tf.mul(read(), factor)));
  }
}

async function bestOf({ saved }: Session): Promise<HeldOut | undefined> {
  const info = await saved.info('best');
  return info && progressIn(info, 'best').best;
}

it('keeps a loss whose perplexity is beyond all numbers, and finds a lower one the best', async () => {
  const { session, request } = await begun('high', 1);
  multiply(session.parameters, 1e6);
  await session.saved.save('last', session.training);
  await trainSession(session, request, 'wasm');
  const high = await bestOf(session);
  expect(high?.loss).toBeGreaterThan(709);
  expect(high).toMatchObject({ step: 1, perplexity: Infinity });
  expect(said).toMatch(/step 1: validation perplexity ∞ \(loss [\d,.]+\), the best so far/);

  const { session: again, request: longer } = await begun('high', 2);
  await again.saved.restore('last', again.training);
  multiply(again.parameters, 0.5);
  const { extra } = (await again.saved.info('last')) ?? {};
  await again.saved.save('last', again.training, extra);
  await trainSession(again, longer, 'wasm');
  const lower = await bestOf(again);
  expect(said).toMatch(/step 2: validation perplexity ∞ \(loss [\d,.]+\), the best so far/);
  expect(lower?.step).toBe(2);
  expect(lower?.loss).toBeLessThan(high?.loss ?? 0);
});

it('goes back to the best checkpoint where the last evaluates to no number', async () => {
  const { session, request } = await begun('astray', 3);
  await session.saved.save('best', session.training);
  multiply(session.parameters, 1e38);
  await session.saved.save('last', session.training);
  const evaluated = runEvaluation({
    ...{ run: request.files.folder, checkpoint: 'last', part: 'test', device: 'wasm', json: true },
    corpus: undefined,
  });
  await expect(evaluated).rejects.toThrow(
    /^the loss on the test part of .* is (NaN|Infinity): the model of step 0 went astray; take another --checkpoint/,
  );
  await expect(trainSession(session, request, 'wasm')).rejects.toThrow(
    /The last good checkpoint, of step 0, is kept: .*last\.safetensors\ngo on: .*--learning-rate <a lower rate>$/,
  );
  const { session: again, request: same } = await begun('astray', 1);
  await trainSession(again, same, 'wasm');
  expect(await bestOf(again)).toMatchObject({ step: 1, loss: expect.closeTo(3, 0) as number });
});
