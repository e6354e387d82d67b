import { expect, it } from 'vitest';
import { joinWords } from './joinWords.js';

it.each([
  [['we', 'owe', '$', '5', ',', 'and', 'pay', '.', '<eos>', 'so'], 'We owe $5, and pay.\nSo'],
  [['the', 'union', '(', 'as', 'it', 'is', ')', 'stands', '!', 'it', 'does'], 'The union (as it is) stands! It does'],
  [['<eos>', 'one', '<eos>', '<eos>', 'two'], 'One\nTwo'],
  [[], ''],
])('joins %j', (words, text) => {
  expect(joinWords(words)).toBe(text);
});
