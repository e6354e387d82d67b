import {
  type Context,
  disposeParameters,
  disposeTree,
  initialize,
  key,
  leaves,
  normal,
  type Recurrent,
  treeTensors,
  valueAndGradients,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { activated } from './activated.js';
import { recurrentConformance } from './conformance/index.js';
import { lstm } from './lstm.js';
import { overTime } from './overTime.js';
import { residual } from './residual.js';
import { stack } from './stack.js';
import { bestOfTwo, importanceOf, linear } from './test/bestOfTwo.js';

const context: Context = { training: false, key: key(9) };
const [time, batch, width] = [3, 2, 4];

describe('overTime with a layer', () => {
  for (const { name, run } of recurrentConformance(() => overTime(linear(width), { width }))) it(name, run);

  it('gives no routings', () => {
    const { made, free } = run(overTime(linear(width), { width }));
    expect(made.routings).toEqual([]);
    free();
  });

  it('teaches what input it needs', () => {
    const layer = overTime(linear(width), { width: 2, inputWidth: 5 });
    expect(() => run(layer)).toThrow('overTime: got an input of shape [3,2,4], needs [time, batch, 5]');
  });
});

describe('overTime with a layer of another width', () => {
  it('teaches which it needs', () => {
    expect(() => run(overTime(linear(width), { inputWidth: width, width: 5 }))).toThrow(
      'overTime: the layer gave [6,4], needs [tokens, 5]; make it 5 wide, or say width: 4',
    );
  });
});

describe('overTime with a mixture', () => {
  it('teaches which experts it needs, before any is run', () => {
    expect(() => overTime(bestOfTwo(width, 3), { width })).toThrow(
      'overTime: the experts of the mixture go from width 4 to 3, needs 4 to 4; ' +
        'make them with these widths, or say inputWidth: 4 and width: 3',
    );
  });

  for (const { name, run } of recurrentConformance(() => overTime(bestOfTwo(width), { width }))) it(name, run);

  it('equals the mixture applied step by step', async () => {
    const layer = overTime(bestOfTwo(width), { width });
    const { made, parameters, input, free } = run(layer);
    const steps = tf.tidy(() =>
      tf.concat(
        Array.from({ length: time }, (_, t) => {
          const step = { input: tf.slice(input, t, 1), state: layer.zeroState(batch) };
          return layer.apply(parameters, step, context).output;
        }),
      ),
    );
    await expectClose(made.output, steps);
    steps.dispose();
    free();
  });

  it('sees all steps at once: one routing, with importance of all tokens', async () => {
    const { made, free } = run(overTime(bestOfTwo(width), { width }));
    expect(made.routings).toHaveLength(1);
    expect(made.routings?.[0].token.shape).toEqual([time * batch]);
    const importance = await importanceOf(made.routings![0]).data();
    expect(importance[0] + importance[1]).toBeCloseTo(time * batch, 5);
    free();
  });

  it('dispatches no padding, and counts it nowhere', async () => {
    const real = [0, 1, 2, 4];
    const layer = overTime(bestOfTwo(width), { width });
    const { made, free } = run(layer);
    const padded = run(layer, Int32Array.from(real));
    const [all, some] = [await made.output.data(), await padded.made.output.data()];
    const expected = all.map((y, i) => (real.includes(Math.floor(i / width)) ? y : 0));
    await expectClose(padded.made.output, expected);
    expect(some.slice(3 * width, 4 * width)).toEqual(new Float32Array(width));
    const routing = padded.made.routings![0];
    expect(routing.token.shape).toEqual([real.length]);
    const importance = await importanceOf(routing).data();
    expect(importance[0] + importance[1]).toBeCloseTo(real.length, 5);
    free();
    padded.free();
  });

  it('sees no padding inside a stack either, and padding learns nothing from it', async () => {
    const tokens = Int32Array.of(0, 1, 2, 4);
    const trunk = stack([
      overTime(linear(width), { width }),
      residual(activated(overTime(bestOfTwo(width), { width }), tf.sigmoid)),
    ]);
    const { parameters, input, free, made } = run(trunk, tokens);
    const gradient = tf.grad((x: tf.Tensor) => {
      const given = { input: x as tf.Tensor3D, state: trunk.zeroState(batch), tokens };
      const { routings } = trunk.apply(parameters, given, context);
      return tf.sum(tf.square(importanceOf(routings![0])));
    })(input);
    expect(made.routings?.map(({ token }) => token.shape)).toEqual([[4]]);
    const rows = ((await gradient.array()) as number[][][]).flat();
    expect(rows.map((row) => row.some((x) => x !== 0))).toEqual([true, true, true, false, true, false]);
    gradient.dispose();
    free();
  });

  it('passes gradients to the LSTM below, through sigmoid and residual', async () => {
    const trunk = stack([
      residual(lstm({ inputWidth: width, cells: width })),
      residual(activated(overTime(bestOfTwo(width), { width }), tf.sigmoid)),
    ]);
    const { parameters, input, free, made } = run(trunk);
    const { gradients, value } = valueAndGradients(() => {
      const state = trunk.zeroState(batch);
      const { output } = trunk.apply(parameters, { input, state }, context);
      return { loss: tf.mean<tf.Scalar>(tf.square(output)), extra: [] };
    }, leaves(parameters));
    for (const parameter of leaves(parameters)) {
      const gradient = await (gradients.get(parameter) as tf.Tensor).data();
      expect(Math.max(...gradient.map(Math.abs)), parameter.name).toBeGreaterThan(1e-6);
    }
    expect(made.routings).toHaveLength(1);
    tf.dispose([value, ...gradients.values()]);
    free();
  });

  it('applies sigmoid, dropout and residual in this order', async () => {
    const inside = activated(overTime(bestOfTwo(width), { width }), tf.sigmoid);
    const plain = run(overTime(bestOfTwo(width), { width }));
    const whole = run(residual(inside, { dropout: 0 }));
    const expected = tf.tidy(() => tf.add(whole.input, tf.sigmoid(plain.made.output)));
    await expectClose(whole.made.output, expected);
    expected.dispose();
    plain.free();
    whole.free();
  });
});

/** Applies a layer to the same random input every time. */
function run(layer: Recurrent, tokens?: Int32Array) {
  const parameters = initialize(layer.parameters, key(2));
  const input = normal(key(4), [time, batch, width]);
  const state = layer.zeroState(batch);
  const free = () => {
    tf.dispose([input, ...treeTensors(state)]);
    disposeParameters(parameters);
  };
  try {
    const made = layer.apply(parameters, { input, state, tokens }, context);
    return { made, parameters, input, free: () => (free(), disposeTree(made)) };
  } catch (error) {
    free();
    throw error;
  }
}
