import * as tf from '@tensorflow/tfjs-core';
import {
  type Context,
  disposeParameters,
  initialize,
  key,
  leaves,
  measureRouting,
  valueAndGradients,
} from '@outrageous/core';
import { feedForward } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { lstm } from '@outrageous/lstm';
import { describe, expect, it } from 'vitest';
import { generate } from './generate.js';
import { languageModel } from './languageModel.js';
import { moe, trunk } from './trunk.js';

const width = 4;
const vocabulary = 7;
const training: Context = { training: true, key: key(1) };
const evaluation: Context = { training: false, key: key(1) };

function tinyModel(dropout = 0) {
  const gate = balanced(noisyTopK({ width, experts: 3, k: 2 }));
  const pool = feedForward({ experts: 3, width, hidden: 5 });
  const layers = [lstm({ inputWidth: width, cells: width }), moe(gate, pool, width)];
  return languageModel({ vocabulary, width, trunk: trunk(layers, dropout), dropout });
}

function window(model: ReturnType<typeof tinyModel>, ids: number[][]) {
  return { ids: tf.tensor2d(ids, undefined, 'int32'), state: model.zeroState(ids[0].length) };
}

describe('languageModel', () => {
  it('gives logits, a new state and the routing of its mixture', () => {
    tf.tidy(() => {
      const model = tinyModel();
      const parameters = initialize(model.parameters, key(0));
      const prediction = model.apply(
        parameters,
        window(model, [
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        evaluation,
      );
      expect(prediction.logits.shape).toEqual([6, vocabulary]);
      expect(prediction.routings).toHaveLength(1);
      expect(prediction.routings[0].token.shape).toEqual([6 * 2]);
      disposeParameters(parameters);
    });
  });

  it('reads two halves of a window, with the state carried over, like the whole', async () => {
    const [whole, halves] = tf.tidy(() => {
      const model = tinyModel();
      const parameters = initialize(model.parameters, key(0));
      const all = model.apply(parameters, window(model, [[1], [2], [3], [4]]), evaluation);
      const first = model.apply(parameters, window(model, [[1], [2]]), evaluation);
      const second = model.apply(parameters, { ...window(model, [[3], [4]]), state: first.state }, evaluation);
      disposeParameters(parameters);
      return [all.logits, tf.concat([first.logits, second.logits])];
    });
    const [expected, got] = [await whole.data(), await halves.data()];
    tf.dispose([whole, halves]);
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  });

  it('repeats itself in evaluation, and drops by the key in training', async () => {
    const results = tf.tidy(() => {
      const model = tinyModel(0.5);
      const parameters = initialize(model.parameters, key(0));
      const run = (context: Context) => model.apply(parameters, window(model, [[1], [2]]), context).logits;
      const logits = [evaluation, evaluation, training, training, { ...training, key: key(2) }].map(run);
      disposeParameters(parameters);
      return logits;
    });
    const [a, b, c, d, e] = await Promise.all(results.map((tensor) => tensor.data()));
    tf.dispose(results);
    expect(a).toEqual(b);
    expect(c).toEqual(d);
    expect(c).not.toEqual(e);
  });

  it('has a gradient for every parameter', () => {
    const model = tinyModel();
    const parameters = initialize(model.parameters, key(0));
    tf.tidy(() => {
      const { gradients } = valueAndGradients(() => {
        const { logits, routings } = model.apply(
          parameters,
          window(model, [
            [1, 2],
            [3, 4],
          ]),
          training,
        );
        return { loss: tf.add(tf.mean(tf.square(logits)), measureRouting(routings[0]).loss), extra: [] };
      }, leaves(parameters));
      expect([...gradients.keys()].map(({ name }) => name)).toEqual(leaves(parameters).map(({ name }) => name));
    });
    disposeParameters(parameters);
  });

  it('refuses a trunk of another width', () => {
    expect(() => languageModel({ vocabulary, width: 5, trunk: trunk([lstm({ inputWidth: 4, cells: 4 })]) })).toThrow(
      'languageModel: the embedding is 5 wide, but the trunk goes from 4 to 4; all three must be equal, ' +
        'because every layer is added to its input',
    );
  });
});

describe('generate', () => {
  async function words(options: { temperature: number; seed: number; excluded?: number[] }): Promise<number[]> {
    const model = tinyModel();
    const parameters = initialize(model.parameters, key(0));
    const drawn: number[] = [];
    const { seed, ...rest } = options;
    try {
      for await (const id of generate(model, parameters, { prompt: [1, 2], length: 30, key: key(seed), ...rest }))
        drawn.push(id);
    } finally {
      disposeParameters(parameters);
    }
    return drawn;
  }

  it('draws the same words with the same key, others with another', async () => {
    const first = await words({ temperature: 1, seed: 1 });
    expect(await words({ temperature: 1, seed: 1 })).toEqual(first);
    expect(await words({ temperature: 1, seed: 2 })).not.toEqual(first);
  });

  it('never draws an excluded word', async () => {
    expect(await words({ temperature: 2, seed: 1, excluded: [0, 3] })).not.toContain(3);
  });

  it('follows the likeliest word at a low temperature, whatever the key', async () => {
    expect(await words({ temperature: 1e-6, seed: 1 })).toEqual(await words({ temperature: 1e-6, seed: 2 }));
  });

  it('is greedy at temperature 0, and draws an id whatever the temperature', async () => {
    const greedy = await words({ temperature: 0, seed: 1 });
    expect(greedy).toEqual(await words({ temperature: 1e-300, seed: 2 }));
    expect(Math.min(...greedy)).toBeGreaterThanOrEqual(0);
  });

  it.each([NaN, -1, Infinity])('refuses the temperature %d', async (temperature) => {
    await expect(words({ temperature, seed: 1 })).rejects.toThrow(
      `generate: got temperature ${temperature}, needs a finite number of 0 or more; 0 is greedy`,
    );
  });

  it('says so where every word is excluded', async () => {
    await expect(words({ temperature: 1, seed: 1, excluded: [0, 1, 2, 3, 4, 5, 6] })).rejects.toThrow(
      'generate: the largest logit is -Infinity, so no word can be drawn',
    );
  });
});
