import type { Measured, Routing, TensorTree } from '@outrageous/core';

/**
 * The same routing, with more sums beside its own, and what they add to its measurement.
 *
 * @param own what is summed over the rows beside the routing's own sums
 * @param extend makes the measurement of the whole of that of the routing alone; nothing but the sums may go in
 */
export function measuredWith<Own extends TensorTree>(
  { sums, measure, ...routing }: Routing,
  own: Own,
  extend: (inside: Measured, own: Own) => Measured,
): Routing {
  return {
    ...routing,
    sums: { inside: sums, own },
    measure: (all: { readonly inside: TensorTree; readonly own: Own }) => extend(measure(all.inside), all.own),
  };
}
