import type { SequenceOutput, StateTree } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** `tf.tidy` for what a recurrent layer gives; tidy's own type knows no interfaces. */
export function tidySequence<State extends StateTree>(make: () => SequenceOutput<State>): SequenceOutput<State> {
  return tf.tidy(() => make() as unknown as tf.TensorContainer) as unknown as SequenceOutput<State>;
}
