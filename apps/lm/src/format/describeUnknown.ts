import type { KnownEvaluation } from '../model/unknownWords.js';
import { describePerplexity } from './describePerplexity.js';
import { sharePercent } from './numbers.js';

/** `4.1% of the words are unknown and count as the one word <unk>; perplexity of the others 92.1` */
export function describeUnknown({ unknownShare, knownLoss, knownPerplexity }: KnownEvaluation): string {
  if (unknownShare === 0) return 'all words are known';
  const share = `${sharePercent(unknownShare)} of the words are unknown and count as the one word <unk>`;
  if (knownLoss === undefined || knownPerplexity === undefined) return share;
  return `${share}; perplexity of the others ${describePerplexity({ loss: knownLoss, perplexity: knownPerplexity })}`;
}
