import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { denseGradient } from '../gradients/denseGradient.js';
import { valueAndGradients } from '../gradients/gradients.js';
import { initialize } from '../initialize.js';
import { normalWith, uniformFanIn } from '../initializers.js';
import { gatherRows } from '../kernels/gatherRows/gatherRows.js';
import { key } from '../key.js';
import { childContext, type Layer } from '../layer.js';
import { type ParametersOf, parameterSpec, type ParameterTree, rowsOf } from '../parameter.js';
import { normal } from '../random/draw/normal.js';
import { dropout } from '../random/dropout/dropout.js';
import { isRowGradient } from '../gradients/rowGradient.js';
import { expectClose, peakBytes } from '../testing/index.js';
import { disposeTree, tidyTree } from '../tensorTree.js';
import { disposeParameters, leaves, mapParameters } from '../tree.js';
import { recomputed } from './recomputed.js';

const [width, words, rows] = [4, 6, 5];
const context = { training: true, key: key(3) };

type Rows = Layer<tf.Tensor2D, tf.Tensor2D>;

let x: tf.Tensor2D;

beforeEach(() => {
  x = tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(1), [rows, width]), [rows, width]));
});

afterEach(() => x.dispose());

/** tanh of a matrix product, of which half is dropped. */
function noisy(hidden = width): Rows {
  const parameters = {
    into: parameterSpec([width, hidden], uniformFanIn()),
    outOf: parameterSpec([hidden, width], uniformFanIn()),
  };
  return {
    parameters,
    operations: 2 * width * hidden,
    apply: ({ into, outOf }: ParametersOf<typeof parameters>, input, { training, key: from }) =>
      tf.tidy(() => {
        const inside: tf.Tensor2D = tf.matMul(input, into.read());
        return tf.matMul(dropout(tf.tanh(inside), 0.5, { training, key: from }), outOf.read());
      }),
  };
}

/** Adds the vectors of words, and where it is asked to, the mean of all vectors. */
function withWords(whole = false): Rows {
  const parameters = { vectors: parameterSpec([words, width], normalWith(1), { table: true }) };
  return {
    parameters,
    operations: 0,
    apply: ({ vectors }: ParametersOf<typeof parameters>, input, { ids }) =>
      tf.tidy(() => {
        const added = tf.add<tf.Tensor2D>(tf.square<tf.Tensor2D>(input), gatherRows(rowsOf(vectors), ids!));
        return whole ? tf.mul(added, tf.mean(tf.square(vectors.read()), 0)) : added;
      }),
  };
}

function chain(...layers: readonly Rows[]): Rows {
  return {
    parameters: layers.map(({ parameters }) => parameters),
    operations: 0,
    apply: (tree: readonly ParameterTree[], input, outer) =>
      layers.reduce((passed, layer, i) => layer.apply(tree[i], passed, childContext(outer, i)), input),
  };
}

interface Outcome {
  /** The output, and the gradients of Σ y² to the input and all parameters. */
  readonly tensors: readonly tf.Tensor[];
  /** Which of the gradients name their rows. */
  readonly byRows: readonly boolean[];
}

function outcome(layer: Rows, tree: ParameterTree): Outcome {
  const given = initialize({ x: parameterSpec([rows, width], () => tf.clone(x)) }, key(0));
  const all = [...leaves(given), ...leaves(tree)];
  const loss = () => {
    const ids = tf.tensor1d([4, 1, 4, 0, 1], 'int32');
    const output = layer.apply(tree, given.x.read(), { ...context, ids });
    ids.dispose(); // the caller's, who need not wait for the backward pass
    return { loss: tf.sum<tf.Scalar>(tf.square(output)), extra: output };
  };
  try {
    return tidyTree(() => {
      const { gradients, extra } = valueAndGradients(loss, all);
      const found = all.map((parameter) => gradients.get(parameter)!);
      const dense = found.map((gradient, i) => denseGradient(gradient, all[i].shape));
      return { tensors: [extra, ...dense], byRows: found.map(isRowGradient) };
    });
  } finally {
    disposeParameters(given);
  }
}

async function isTheSame(layer: Rows, wrapped: Rows): Promise<void> {
  const tree = initialize(layer.parameters, key(2));
  const [expected, got] = [outcome(layer, tree), outcome(wrapped, tree)];
  for (const [i, tensor] of got.tensors.entries()) await expectClose(tensor, expected.tensors[i], 1e-5);
  expect(got.byRows).toEqual(expected.byRows);
  disposeTree([expected, got]);
  disposeParameters(tree);
}

describe('a recomputed layer', () => {
  it('has the same outputs and gradients, and drops the same numbers', () => isTheSame(noisy(), recomputed(noisy())));

  it('has gradients of the rows of a table', () => isTheSame(withWords(), recomputed(withWords())));

  it('may use a table as a whole too', () => isTheSame(withWords(true), recomputed(withWords(true))));

  it('collects no gradient of a table where none is wanted', async () => {
    const layer = recomputed(withWords());
    const tree = initialize(layer.parameters, key(2));
    const gradient = tf.grad((numbers) => {
      const ids = tf.tensor1d([4, 1, 4, 0, 1], 'int32');
      return layer.apply(tree, tf.reshape<tf.Rank.R2>(numbers, [rows, width]), { ...context, ids });
    })(x);
    const expected = tf.mul(2, x);
    await expectClose(gradient, expected);
    expect(leaves(tree)[0].table?.take()).toEqual([]);
    tf.dispose([gradient, expected]);
    disposeParameters(tree);
  });

  it('may be one of several, and hold others', () => {
    const inner = (wrap: (layer: Rows) => Rows) => chain(wrap(noisy()), wrap(chain(wrap(withWords()), wrap(noisy()))));
    return isTheSame(
      inner((layer) => layer),
      inner(recomputed),
    );
  });

  it('passes gradients on to what its parameters are made of', async () => {
    const tripled = (layer: Rows): Rows => ({
      ...layer,
      apply: (tree, ...rest) =>
        layer.apply(
          mapParameters(tree, (one) => ({ ...one, read: () => tf.mul(3, one.read()) })),
          ...rest,
        ),
    });
    await isTheSame(tripled(noisy()), tripled(recomputed(noisy())));
  });

  it('runs once forward and once more backward', () => {
    let runs = 0;
    const layer = noisy();
    const counted = recomputed<Rows>({ ...layer, apply: (...given) => (runs++, layer.apply(...given)) });
    const tree = initialize(layer.parameters, key(2));
    tf.dispose(counted.apply(tree, x, context));
    expect(runs).toBe(1);
    disposeTree(outcome(counted, tree));
    expect(runs).toBe(3);
    disposeParameters(tree);
  });

  it('may give a tree of tensors, its input, one twice and whole numbers among them', async () => {
    const layer: Layer<tf.Tensor2D, Several> = {
      parameters: {},
      operations: 0,
      apply: (_, input) => {
        const square = tf.square(input);
        return { parts: [input, square, square], best: tf.tensor1d([0, 1, 2, 3, 0], 'int32'), name: 'several' };
      },
    };
    const gradientOf = (one: typeof layer) =>
      tf.grad((numbers) => {
        const input = tf.reshape<tf.Rank.R2>(numbers, [rows, width]);
        const { parts, best } = one.apply({}, input, context);
        const weighted = tf.mul(parts[2], tf.cast(tf.expandDims(best, 1), 'float32'));
        return tf.addN([tf.sum(parts[0]), tf.sum(tf.square(parts[1])), tf.sum(weighted)]);
      })(x);
    const [expected, got] = [gradientOf(layer), gradientOf(recomputed(layer))];
    await expectClose(got, expected);
    const { parts, best, name } = recomputed(layer).apply({}, x, context);
    expect([name, best.dtype, x.isDisposed]).toEqual(['several', 'int32', false]);
    await expectClose(parts[0], x);
    tf.dispose([expected, got, ...parts, best]);
    expect(x.isDisposed).toBe(false);
  });
});

interface Several {
  readonly parts: readonly tf.Tensor2D[];
  readonly best: tf.Tensor1D;
  readonly name: string;
}

describe('the memory of recomputed layers', () => {
  const hidden = 64;

  /** Bytes that are held between the forward and the backward pass, beside what was there before. */
  function heldBy(layer: Rows): number {
    const tree = initialize(layer.parameters, key(2));
    const before = tf.memory().numBytes;
    let held = 0;
    const { value, gradients } = valueAndGradients(() => {
      const loss = tf.sum<tf.Scalar>(layer.apply(tree, x, context));
      held = tf.memory().numBytes - before;
      return { loss, extra: [] };
    }, leaves(tree));
    tf.dispose([value, ...gradients.values()]);
    disposeParameters(tree);
    return held;
  }

  it('is that of their inputs and outputs between the passes', () => {
    const [plain, wrapped] = [noisy(hidden), recomputed(noisy(hidden))];
    const bytesOfHidden = 4 * rows * hidden;
    expect(heldBy(plain)).toBeGreaterThan(bytesOfHidden);
    expect(heldBy(wrapped)).toBeLessThan(heldBy(plain) - bytesOfHidden);
  });

  it('peaks lower, of several', () => {
    const layers = (wrap: (layer: Rows) => Rows) => chain(...Array.from({ length: 4 }, () => wrap(noisy(hidden))));
    const peak = (layer: Rows) => {
      const tree = initialize(layer.parameters, key(2));
      const bytes = peakBytes(() => disposeTree(outcome(layer, tree)));
      disposeParameters(tree);
      return bytes;
    };
    expect(peak(layers(recomputed))).toBeLessThan(0.8 * peak(layers((layer) => layer)));
  });

  it('is free again when the second run fails', () => {
    let runs = 0;
    const layer = noisy();
    const failing = recomputed<Rows>({
      ...layer,
      apply: (...given) => {
        const output = layer.apply(...given);
        if (++runs > 1) throw new Error('it went wrong');
        return output;
      },
    });
    const tree = initialize(layer.parameters, key(2));
    const before = tf.memory().numTensors;
    expect(() => outcome(failing, tree)).toThrow('it went wrong');
    expect(tf.memory().numTensors).toBe(before);
    disposeParameters(tree);
  });
});
