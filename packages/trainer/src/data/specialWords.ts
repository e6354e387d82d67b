/** Stands for every word that is not in the vocabulary. */
export const unknownWord = '<unk>';

/** Ends a line of tokenised text, or a paragraph of running text. */
export const endOfSentence = '<eos>';
