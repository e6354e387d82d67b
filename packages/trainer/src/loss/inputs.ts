import type { OpGradient } from '@outrageous/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** What the op of a cross-entropy takes. */
export type CrossEntropyInputs = {
  /** float32 [n, classes] */
  readonly logits: Tensor2D;
  /** int32 [n], each in [0, classes) */
  readonly labels: Tensor1D;
};

/** What it is told beside them. */
export type CrossEntropyAttributes = {
  /** Whether some rows may be padding, whose gradients are then made 0 whatever is in them. */
  readonly padded: boolean;
};

/** What it gives: the loss of each row, and what the gradient needs of them all. */
export type LossesAndSecond = [losses: Tensor, second: Tensor];

/** Its gradient. */
export type CrossEntropyGradient = OpGradient<
  CrossEntropyInputs,
  CrossEntropyAttributes,
  LossesAndSecond,
  [losses: Tensor]
>;
