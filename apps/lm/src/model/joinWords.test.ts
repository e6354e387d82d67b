import { expect, it } from 'vitest';
import { joinWords, wordJoiner } from './joinWords.js';

it.each([
  [['we', 'owe', '$', '5', ',', 'and', 'pay', '.', '<eos>', 'so'], 'We owe $5, and pay.\nSo'],
  [['the', 'union', '(', 'as', 'it', 'is', ')', 'stands', '!', 'it', 'does'], 'The union (as it is) stands! It does'],
  [['<eos>', 'one', '<eos>', '<eos>', 'two'], 'One\nTwo'],
  [['<eos>', '<eos>', ',', 'then', '<eos>', '<eos>'], ', then'],
  [[], ''],
])('joins %j, at the end and as they come', (words, text) => {
  expect(joinWords(words)).toBe(text);
  const add = wordJoiner();
  let soFar = '';
  for (const [i, word] of words.entries()) {
    soFar += add(word);
    expect(soFar).toBe(joinWords(words.slice(0, i + 1)));
  }
});
