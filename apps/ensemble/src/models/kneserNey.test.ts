import { describe, expect, it } from 'vitest';
import { kneserNey } from './kneserNey.js';

const vocabulary = 4;
/** a b a c a b d, as numbers. */
const text = Int32Array.of(0, 1, 0, 2, 0, 1, 3);

describe('kneserNey', () => {
  it('has the probabilities of the formula, worked out by hand', () => {
    // Bigrams: ab 2, ba 1, ac 1, ca 1, bd 1. Discount: n₁ = 4, n₂ = 1, each plus 1: 5 / (5 + 2 · 2) = 5/9.
    // Words seen in front: of a 2 (b, c), of b 1 (a), of c 1 (a), of d 1 (b). n₁ = 3, n₂ = 1: 4 / (4 + 2 · 2) = 1/2.
    const alone = [2, 1, 1, 1].map((count) => (count - 1 / 2) / 5 + ((1 / 2) * 4) / 5 / vocabulary);
    const afterA = (count: number, word: number) => (Math.max(count - 5 / 9, 0) + (5 / 9) * 2 * alone[word]) / 3;
    const scores = kneserNey(text, { vocabulary, order: 2 }).score(Int32Array.of(0, 1));
    expect(Math.exp(scores[0])).toBeCloseTo(afterA(2, 1), 6);
    const unseen = kneserNey(text, { vocabulary, order: 2 }).score(Int32Array.of(0, 3));
    expect(Math.exp(unseen[0])).toBeCloseTo(afterA(0, 3), 6);
    const afterNothing = kneserNey(text, { vocabulary, order: 2 }).score(Int32Array.of(3, 0));
    expect(Math.exp(afterNothing[0])).toBeCloseTo(alone[0], 6);
  });

  it.each([1, 2, 3, 4])('gives probabilities that sum to 1 after any words, order %i', (order) => {
    const model = kneserNey(text, { vocabulary, order });
    for (const context of [[0], [1, 0], [0, 1, 0], [3, 3, 3], [2, 0, 1]]) {
      const sum = [0, 1, 2, 3].reduce(
        (total, word) => total + Math.exp(model.score(Int32Array.of(...context, word)).at(-1)!),
        0,
      );
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  it('knows its text better by two words than by one', () => {
    const [words, pairs] = [1, 2].map((order) => {
      const scores = kneserNey(text, { vocabulary, order }).score(text);
      return scores.reduce((sum, score) => sum + score, 0);
    });
    expect(pairs).toBeGreaterThan(words + 1);
    expect(kneserNey(text, { vocabulary, order: 2 }).ngrams).toBe(4 + 5);
  });

  it('says what order and text it takes', () => {
    expect(() => kneserNey(text, { vocabulary, order: 0 })).toThrow('kneserNey: got order 0 and a text of 7 words');
    expect(() => kneserNey(text, { vocabulary, order: 8 })).toThrow('lower the order, or give it a longer text');
  });
});
