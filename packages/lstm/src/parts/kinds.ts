import { type Kind, optional, type OptionalKind } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/** What the sizes of a layer with cells may be. */
export const sizeKinds = { inputWidth: is.size, cells: is.size };

/** A layer that goes over sequences step by step, as `unrolled` takes it. */
export const cellKind: Kind = {
  needs: 'a cell, such as peepholeLstm({ … })',
  hint: 'asCell(layer, output) makes one of a recurrent layer',
  fits: (x) => is.layer.fits(x) && 'zeroState' in Object(x) && 'output' in Object(x),
};

/**
 * A share of numbers that need not be given.
 *
 * @param fate what happens to them
 */
export function rateKind(fate = 'dropped'): OptionalKind {
  return optional({ ...is.rate, hint: `it is the share of numbers that are ${fate}` });
}
