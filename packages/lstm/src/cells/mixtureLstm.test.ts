import {
  addTrees,
  type Context,
  countParameters,
  disposeTree,
  key,
  leaves,
  measureRouting,
  type Mixture,
  normal,
  type ParameterTree,
  type Recurrent,
  type Routing,
  tidyTree,
  valueAndGradients,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cellConformance } from '../conformance/index.js';
import { lstm } from '../lstm.js';
import type { LstmState } from '../lstmSequence/inputs.js';
import { stack } from '../stack.js';
import { bestOfTwo, importanceOf } from '../test/bestOfTwo.js';
import { withParametersOf } from '../test/withParametersOf.js';
import { mixtureLstm } from './mixtureLstm.js';
import { unrolled } from './unrolled.js';
import { zoneout } from './zoneout.js';

const [time, batch, inputWidth, cells] = [3, 2, 3, 2];
const context = { training: false, key: key(9) };
const cellOf = (mixture: Mixture) => mixtureLstm({ inputWidth, cells, mixture });
const make = () => cellOf(bestOfTwo(inputWidth + cells, cells));

describe('mixtureLstm', () => {
  for (const { name, run } of cellConformance(make, { seed: 2 })) it(name, run);

  it('equals itself step by step, and gives one routing for all steps', () =>
    run(unrolled(make()), async ({ layer, parameters, input }) => {
      const whole = applied(layer, parameters, { input });
      const steps = tidyTree(() => stepByStep(layer, parameters, input));
      await expectClose(whole.output, steps.output);
      await expectClose(whole.state.cell, steps.state.cell);
      expect(whole.routings).toHaveLength(1);
      const [routing] = whole.routings!;
      expect(await routing.token.array()).toEqual([0, 1, 2, 3, 4, 5]);
      const expected = tidyTree(() => tf.concat(steps.routings.map(({ expert }) => expert)));
      await expectClose(routing.expert, expected);
      disposeTree([whole, steps, expected]);
    }));

  it('measures what the sums over all steps come to, not what each step does', () =>
    run(unrolled(cellOf(withSquaredImportance(bestOfTwo(inputWidth + cells, cells)))), async (trial) => {
      const whole = applied(trial.layer, trial.parameters, trial);
      const { got, expected } = tidyTree(() => {
        const { routings } = stepByStep(trial.layer, trial.parameters, trial.input);
        const summed = { ...routings[0], sums: addTrees(routings.map(({ sums }) => sums)) };
        return { got: measureRouting(whole.routings![0]).loss, expected: measureRouting(summed).loss };
      });
      await expectClose(got, expected);
      disposeTree([whole, got, expected]);
    }));

  it('sends no padding to an expert, at no step, and counts it nowhere', () =>
    run(unrolled(make()), async ({ layer, parameters, input }) => {
      const { routings, ...made } = applied(layer, parameters, { input, tokens: Int32Array.of(0, 1, 3) });
      const [routing] = routings!;
      expect(await routing.token.array()).toEqual([0, 1, 2]);
      const importance = importanceOf(routing);
      const [first, second] = await importance.data();
      expect(first + second).toBeCloseTo(3, 5);
      disposeTree([made, routings, importance]);
    }));

  it('goes on where no token is real: nothing new comes in, and nothing is routed', () =>
    run(unrolled(make()), async ({ layer, parameters, input }) => {
      const made = applied(layer, parameters, { input, tokens: new Int32Array(0) });
      expect(made.routings).toEqual([]);
      await expectClose(made.state.cell, [0, 0, 0, 0]);
      disposeTree(made);
    }));

  it('gives the mixture of each step the ids of its real tokens', () =>
    run(unrolled(cellOf(withIds(bestOfTwo(inputWidth + cells, cells)))), async ({ layer, parameters, input }) => {
      const ids = tf.tensor1d([10, 11, 12, 13, 14, 15], 'int32');
      const made = tidyTree(() =>
        layer.apply(
          parameters,
          { input, state: layer.zeroState(batch), tokens: Int32Array.of(0, 2, 3, 5) },
          { ...context, ids },
        ),
      );
      expect(await made.routings![0].expert.array()).toEqual([10, 12, 13, 15]);
      disposeTree([made, ids]);
    }));

  it('hands its routings through wrappers around cells', () =>
    run(unrolled(zoneout(make(), { cell: 0.5 })), ({ layer, parameters, input }) => {
      const made = applied(layer, parameters, { input });
      expect(made.routings?.map(({ token }) => token.shape)).toEqual([[time * batch]]);
      disposeTree(made);
    }));

  it('passes gradients to the layer below, to its gate and to its experts', () =>
    run(stack([lstm({ inputWidth, cells: inputWidth }), unrolled(make())]), async ({ layer, parameters, input }) => {
      const { gradients, value } = valueAndGradients(() => {
        const { output } = layer.apply(parameters, { input, state: layer.zeroState(batch) }, context);
        return { loss: tf.mean<tf.Scalar>(tf.square(output)), extra: [] };
      }, leaves(parameters));
      for (const parameter of leaves(parameters).filter(({ name }) => !name.includes('experts'))) {
        const gradient = await (gradients.get(parameter) as tf.Tensor).data();
        expect(Math.max(...gradient.map(Math.abs)), parameter.name).toBeGreaterThan(1e-8);
      }
      tf.dispose([value, ...gradients.values()]);
    }));

  it('counts its operations and parameters', () => {
    const cell = make();
    expect(cell.operations).toBe(3 * cells * (inputWidth + cells) + (5 * 2 + 2 * 5));
    expect(countParameters(cell.parameters)).toBe(5 * 6 + 6 + (5 * 2 + 2 * 5 * 2));
  });

  it('teaches how wide its mixture has to be', () => {
    expect(() => cellOf(bestOfTwo(inputWidth + cells, 7))).toThrow(
      `overTime: the experts of the mixture go from width ${inputWidth + cells} to 7, needs ${inputWidth + cells} to 2`,
    );
  });
});

interface Trial<Layer> {
  readonly layer: Layer;
  readonly parameters: ParameterTree;
  readonly input: tf.Tensor3D;
}

/** Gives the layer parameters and an input. */
async function run<Layer extends Recurrent>(layer: Layer, body: (trial: Trial<Layer>) => void | Promise<void>) {
  await withParametersOf(layer, async (_, parameters) => {
    const input = normal(key(4), [time, batch, inputWidth]);
    try {
      await body({ layer, parameters, input });
    } finally {
      input.dispose();
    }
  });
}

function applied(
  layer: Recurrent<LstmState>,
  parameters: ParameterTree,
  { input, tokens }: { readonly input: tf.Tensor3D; readonly tokens?: Int32Array },
) {
  return tidyTree(() => layer.apply(parameters, { input, state: layer.zeroState(batch), tokens }, context));
}

/** The same as one window after the other, each of one step. */
function stepByStep(layer: Recurrent<LstmState>, parameters: ParameterTree, input: tf.Tensor3D) {
  let state = layer.zeroState(batch);
  const outputs: tf.Tensor3D[] = [];
  const routings: Routing[] = [];
  for (const step of tf.split<tf.Tensor3D>(input, time)) {
    const made = layer.apply(parameters, { input: step, state }, context);
    ({ state } = made);
    outputs.push(made.output);
    routings.push(...made.routings!);
  }
  return { output: tf.concat(outputs), state, routings };
}

/** The mixture, whose gate wants the squared importance of a batch to be small: a loss that doesn't add up over parts. */
function withSquaredImportance(inside: Mixture): Mixture {
  return changed(inside, (routing) => ({
    ...routing,
    measure: (sums) => {
      const { metrics } = routing.measure(sums);
      return { loss: tf.sum(tf.square(metrics.importance)), metrics };
    },
  }));
}

/** The mixture, which says that each token's expert is its id. */
function withIds(inside: Mixture): Mixture {
  return changed(inside, (routing, { ids }) => ({ ...routing, expert: tf.clone(ids!) }));
}

function changed(inside: Mixture, change: (routing: Routing, given: Context) => Routing): Mixture {
  return {
    ...inside,
    apply: (parameters, x, given) => {
      const { output, routing } = inside.apply(parameters, x, given);
      return { output, routing: change(routing, given) };
    },
  };
}
