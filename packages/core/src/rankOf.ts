import type { Rank } from '@tensorflow/tfjs-core';

/** The rank of tensors of a shape, as far as the length of the shape is known to the compiler. */
export type RankOf<Shape extends readonly number[]> = Shape['length'] extends 0
  ? Rank.R0
  : Shape['length'] extends 1
    ? Rank.R1
    : Shape['length'] extends 2
      ? Rank.R2
      : Shape['length'] extends 3
        ? Rank.R3
        : Rank;
