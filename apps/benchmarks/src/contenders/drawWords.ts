/** Frequent words and rare ones, without a pattern; as draw_words of pytorch/languageModel.py. */
function drawWords(vocabulary: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) =>
    Math.floor(vocabulary * ((Math.imul(i, 2654435761) >>> 0) / 2 ** 32) ** 3),
  );
}

/** Enough for 49 windows before the text begins anew. */
export function drawText({ vocabulary, batch, time }: Record<'vocabulary' | 'batch' | 'time', number>): Int32Array {
  return drawWords(vocabulary, 50 * batch * time + 1);
}
