import type { Layer, Routing, StateTree } from '@outrageous/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/** What a cell reads at one step. */
export interface StepInput<State extends StateTree = StateTree> {
  /** float32 [batch, d] */
  readonly input: Tensor2D;
  /** The state after the step before. */
  readonly state: State;
  /** The step's place in the window, from 0. */
  readonly step: number;
  /** The sequences whose token is real at this step, ascending, where some are padding: on the host, as a sequence's. */
  readonly tokens?: Int32Array;
}

/** What a cell makes of one step. */
export interface StepOutput<State extends StateTree = StateTree> {
  readonly state: State;
  /**
   * The routings of the mixtures inside, if there are any: of the real tokens alone, and none at a step that has none.
   * `unrolled` joins those of all steps, before importance and load are measured.
   */
  readonly routings?: readonly Routing[];
}

/**
 * One step of a recurrent layer, which `unrolled` makes a layer of: s_t = f(s_{t−1}, x_t), and y_t = output(s_t).
 *
 * The output is read from the state, so what changes the state, such as `zoneout`, changes the output with it.
 *
 * The context's key is the same at all steps of a window: what is drawn anew at each step is drawn with
 * `childContext(context, step)`, and what holds for a whole sequence, with the context as it is. Its `ids` are the step's.
 *
 * @example What unrolled does, by hand.
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { initialize, key } from '@outrageous/core';
 * import { peepholeLstm } from '@outrageous/lstm';
 *
 * const cell = peepholeLstm({ inputWidth: 3, cells: 4 });
 * const parameters = initialize(cell.parameters, key(0));
 * const context = { training: false, key: key(1) };
 *
 * let state = cell.zeroState(2);
 * for (let step = 0; step < 5; step++) {
 *   ({ state } = cell.apply(parameters, { input: tf.ones([2, 3]), state, step }, context));
 *   console.log(cell.output(state).shape); // [2, 4]
 * }
 * ```
 */
export interface Cell<State extends StateTree = StateTree> extends Layer<StepInput<State>, StepOutput<State>> {
  /** The width of the input, d. */
  readonly inputWidth: number;
  /** The width of the output, dOut. */
  readonly width: number;
  /** The state before the first step, for `batch` sequences: new tensors, owned by the caller. */
  zeroState(batch: number): State;
  /** The output of a step, float32 [batch, dOut], from the state after it. */
  output(state: State): Tensor2D;
}
