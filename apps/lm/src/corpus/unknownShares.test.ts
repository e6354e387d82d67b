import { buildVocabulary, words } from '@outrageous/trainer';
import { expect, it } from 'vitest';
import { adviceOnUnknown, describeShares, unknownShare, unknownShares } from './unknownShares.js';

it('counts the share of unknown words of each part', () => {
  const text = { train: Int32Array.of(2, 3, 4, 0), validation: Int32Array.of(0, 0), test: new Int32Array() };
  const shares = unknownShares(text, { unknown: 0 });
  expect(shares).toEqual({ train: 0.25, validation: 1, test: 0 });
  expect(describeShares(shares)).toBe('unknown words: 25.0% to train, 100.0% to validate, 0.0% to test');
});

it('warns above 5%, and names what to do', () => {
  expect(adviceOnUnknown(0.05, 'a text', ['the', 'union'])).toBeUndefined();
  expect(adviceOnUnknown(0.68, 'a text', ['the', 'union'])).toMatch(
    /doesn't know 68\.0% of the words of a text.*a larger --vocabulary/,
  );
  expect(adviceOnUnknown(0.34, 'poems', ['的', '月', '山'])).toMatch(/no spaces.*--format tokenized/);
  expect(adviceOnUnknown(0.34, 'genes', ['acgt'.repeat(9), 'n'])).toMatch(/no spaces.*--format tokenized/);
});

const english = 'The union keeps its word. The people find the law, and the senate asks the people. ';

const russian = 'Не имей сто рублей, а имей сто друзей. Тише едешь, дальше будешь. Век живи, век учись.';

/** A poem by Li Bai, and one by Wang Zhihuan. */
const poems = `床前明月光,疑是地上霜。举头望明月,低头思故乡。
白日依山尽,黄河入海流。欲穷千里目,更上一层楼。
`;

/** What is said of a text that a vocabulary of another reads. */
function adviceOn(text: string, trainedOn: string): string | undefined {
  const { encode, unknown, words: known } = buildVocabulary(words()(trainedOn));
  return adviceOnUnknown(unknownShare(encode(words()(text)), unknown), 'proverbs', known);
}

it('warns of Russian that a model of English reads, and of Chinese', () => {
  expect(adviceOn(english, english)).toBeUndefined();
  expect(adviceOn(russian, russian)).toBeUndefined();
  expect(adviceOn(russian, english)).toMatch(
    /^warning: the model doesn't know \d\d\.\d% of the words of proverbs, .*a larger --vocabulary, more text/,
  );
  const [first, second] = poems.trim().split('\n');
  expect(adviceOn(second, first)).toMatch(
    /^warning: the model doesn't know \d\d\.\d% of .*no spaces between words.*--format tokenized/,
  );
});
