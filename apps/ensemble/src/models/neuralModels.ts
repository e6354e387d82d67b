import type { Recurrent } from '@outrageous/core';
import { feedForwardNetwork } from '@outrageous/experts';
import { languageModel, type LanguageModel, trunk } from '@outrageous/lm';
import { gru, lstm, overTime, slidingWindow, stack } from '@outrageous/lstm';

/** The sizes of the models that are trained. */
export interface NeuralSizes {
  readonly vocabulary: number;
  /** The width of embedding, hidden state and softmax layer. */
  readonly width: number;
}

/** A language model with a name for tables. */
export interface NamedModel {
  readonly name: string;
  readonly model: LanguageModel;
}

/** How many words the feed-forward model sees. */
const WINDOW = 4;

/** Three language models of different kinds, between an embedding and a softmax layer that are alike. */
export function neuralModels({ vocabulary, width }: NeuralSizes): readonly NamedModel[] {
  const named = (name: string, layers: Recurrent) => ({
    name,
    model: languageModel({ vocabulary, width, trunk: layers }),
  });
  return [
    named('LSTM', trunk([lstm({ inputWidth: width, cells: width })])),
    named('GRU', trunk([gru({ inputWidth: width, cells: width })])),
    named(`feed-forward, ${WINDOW} words`, feedForwardOverWindow(width)),
  ];
}

function feedForwardOverWindow(width: number): Recurrent {
  const seen = slidingWindow({ width, steps: WINDOW });
  const network = feedForwardNetwork({ width: seen.width, hidden: 2 * width, outputWidth: width });
  return stack([seen, overTime(network, { inputWidth: seen.width, width })]);
}
