import { type Mixture, type Recurrent, tidyTree } from '@outrageous/core';
import { checkOptions, checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type * as tf from '@tensorflow/tfjs-core';
import { widthKinds } from '../widthKinds.js';
import { sequencesFirst, stepsFirst } from './layout.js';

/** The sizes of a mixture over sequences. */
export interface OverSequencesOptions {
  /** The width dOut of a step that goes out. */
  readonly width: number;
  /** The width d of a step that comes in; `width` where it isn't said. */
  readonly inputWidth?: number;
  /** Steps of a sequence. */
  readonly time: number;
}

const kinds = { ...widthKinds, time: is.size };

/**
 * A mixture that sends whole sequences to experts, as a layer over time: [time, batch, d] is read as
 * [batch, time · d], and comes back as [time, batch, dOut].
 *
 * A window is taken for a sequence from its beginning to its end, so there is no state to carry on: it is for inputs that
 * are there as a whole, such as sentences. `token` of the routing counts sequences. Padding is seen by the experts, so
 * sequences of one length are what it is for.
 *
 * @param mixture of a {@link gateByMean} and a pool of {@link sequenceExpert}s
 * @throws RangeError or TypeError from the factory on an option that is missing, unknown, or no whole number from 1 up
 * @throws Error from the factory when the mixture has other widths than time · d and time · dOut
 * @throws Error from `apply` on an input of another width or another number of steps
 * @example
 * ```ts
 * const gate = gateByMean(noisyTopK({ width: 8, experts: 2, k: 1 }), 20);
 * const experts = [lstm({ inputWidth: 8, cells: 8 }), causalConvolution({ width: 8, size: 3 })];
 * const pool = poolOf(experts.map((expert) => sequenceExpert(expert, 20)), { width: 20 * 8 });
 * const layer = overSequences(mixture(gate, pool), { width: 8, time: 20 });
 * ```
 */
export function overSequences(mixture: Mixture, options: OverSequencesOptions): Recurrent<readonly []> {
  checkValue('overSequences: the mixture', mixture, is.mixture);
  const { width, inputWidth = width, time } = checkOptions('overSequences', options, kinds);
  checkMixture(mixture, { time, inputWidth, width });
  return {
    parameters: mixture.parameters,
    operations: mixture.operations / time,
    inputWidth,
    width,
    zeroState: () => [],
    apply: (parameters, { input }, context) =>
      tidyTree(() => {
        checkInput(input, time, inputWidth);
        const inside = { ...context, ids: undefined };
        const { output, routing } = mixture.apply(parameters, sequencesFirst(input), inside);
        return { output: stepsFirst(output, time), state: [], routings: [routing] };
      }),
  };
}

function checkMixture(mixture: Mixture, { time, inputWidth, width }: Required<OverSequencesOptions>): void {
  if (mixture.inputWidth === time * inputWidth && mixture.width === time * width) return;
  throw new Error(
    `overSequences: the mixture goes from width ${mixture.inputWidth} to ${mixture.width}, sequences of ${time} steps ` +
      `from ${time * inputWidth} to ${time * width}; make its pool for rows that are whole sequences`,
  );
}

function checkInput({ shape }: tf.Tensor3D, time: number, width: number): void {
  if (shape[0] === time && shape[2] === width) return;
  throw new Error(
    `overSequences: got an input [${shape}], needs [${time}, batch, ${width}]; ` +
      'make it, and the parts of its mixture, for sequences of that length and width',
  );
}
