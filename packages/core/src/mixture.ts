import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Routing } from './routing.js';
import type { Layer } from './layer.js';

/** What a mixture of experts makes of a batch of tokens. */
export interface MixtureOutput {
  /** float32 [tokens, dOut]: y = Σ_i G(x)_i · E_i(x) */
  readonly output: Tensor2D;
  readonly routing: Routing;
}

/** A gate joined with a pool of experts: tokens [tokens, d] in, their mixed outputs and the routing out. */
export interface Mixture extends Layer<Tensor2D, MixtureOutput> {
  readonly experts: number;
  /** The width of a token, d. */
  readonly inputWidth: number;
  /** The width of the output, dOut. */
  readonly width: number;
}
