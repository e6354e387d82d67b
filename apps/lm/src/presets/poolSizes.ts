import { mixture } from '@outrageous/experts';
import { balanceOf, type Preset } from './preset.js';

/** How many experts each mixture of a preset has, from the input upwards; allocates nothing. */
export function poolSizes(preset: Preset): readonly number[] {
  const sizes: number[] = [];
  preset.trunk({
    dropout: 0,
    balance: balanceOf(preset),
    mixture(gate, pool) {
      sizes.push(pool.experts);
      return mixture(gate, pool);
    },
  });
  return sizes;
}
