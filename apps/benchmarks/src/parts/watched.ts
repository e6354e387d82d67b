import * as tf from '@tensorflow/tfjs-core';
import type { ExpertPool, Gate, Mixture, Optimizer, Recurrent, StateTree } from '@outrageous/core';
import type { Part, Stopwatch } from './stopwatch.js';

/** A place in a model: what is computed before it, and what after it. */
export interface Border {
  readonly before: Part;
  readonly after: Part;
}

/**
 * Passes a tensor on, and turns a stopwatch when it is passed: forward to what comes after, backward to what comes before.
 *
 * Gradients are made in the reverse order of the ops, so what lies between two borders forward does so backward as well.
 * A stopwatch sees ops that are done when they return: those of `tensorflow` on a CPU.
 */
export function passing<T extends tf.Tensor>(x: T, watch: Stopwatch, { before, after }: Border): T {
  const pass = tf.customGrad((input) => {
    watch.turn(after);
    const gradFunc = (dy: tf.Tensor) => {
      watch.turn(before);
      return tf.clone(dy);
    };
    return { value: tf.clone(input as tf.Tensor), gradFunc };
  });
  return pass(x) as T;
}

/** A layer over time that is one part, between others. */
export function watchedLayer<State extends StateTree>(
  layer: Recurrent<State>,
  watch: Stopwatch,
  part: Part,
): Recurrent<State> {
  return {
    ...layer,
    apply(parameters, { input, ...rest }, context) {
      const seen = passing(input, watch, { before: 'rest', after: part });
      const { output, ...others } = layer.apply(parameters, { input: seen, ...rest }, context);
      return { output: passing(output, watch, { before: part, after: 'rest' }), ...others };
    },
  };
}

/** A trunk after which the softmax begins. */
export function beforeSoftmax<State extends StateTree>(trunk: Recurrent<State>, watch: Stopwatch): Recurrent<State> {
  return {
    ...trunk,
    apply(parameters, sequence, context) {
      const { output, ...others } = trunk.apply(parameters, sequence, context);
      return { output: passing(output, watch, { before: 'rest', after: 'softmax' }), ...others };
    },
  };
}

/** A mixture's gate: after it, rows are dispatched. */
export function watchedGate(gate: Gate, watch: Stopwatch): Gate {
  return {
    ...gate,
    apply(parameters, input, context) {
      const { weight, ...others } = gate.apply(parameters, input, context);
      return { ...others, weight: passing(weight, watch, { before: 'gate', after: 'dispatch' }) };
    },
  };
}

/** A mixture's experts: dispatch before them, combine after them. */
export function watchedPool(pool: ExpertPool, watch: Stopwatch): ExpertPool {
  return {
    ...pool,
    apply(parameters, { rows, ...rest }, context) {
      const seen = passing(rows, watch, { before: 'dispatch', after: 'experts' });
      const output = pool.apply(parameters, { rows: seen, ...rest }, context);
      return passing(output, watch, { before: 'experts', after: 'combine' });
    },
  };
}

/** A mixture, from its gate to the end of its combine. */
export function watchedMixture(mixture: Mixture, watch: Stopwatch): Mixture {
  return {
    ...mixture,
    apply(parameters, tokens, context) {
      const seen = passing(tokens, watch, { before: 'rest', after: 'gate' });
      const { output, routing } = mixture.apply(parameters, seen, context);
      return { output: passing(output, watch, { before: 'combine', after: 'rest' }), routing };
    },
  };
}

/** An optimizer, with all that it wraps. */
export function watchedOptimizer(optimizer: Optimizer, watch: Stopwatch): Optimizer {
  return {
    ...optimizer,
    update(gradients, state, parameters) {
      watch.turn('optimizer');
      optimizer.update(gradients, state, parameters);
      watch.turn('rest');
    },
  };
}
