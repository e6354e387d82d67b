import { disposeParameters, leaves, variableParameter } from '@outrageous/core';
import type { Parameter } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { adam } from './adam/adam.js';
import { partition } from './partition.js';
import { sgd } from './sgd/sgd.js';

const parameterOf = (name: string, perExpert: boolean): Parameter =>
  variableParameter(name, { shape: [2], perExpert }, tf.tensor1d([1, 2]));

const part = ({ perExpert }: Parameter) => (perExpert ? 'experts' : 'rest');

it('gives each parameter to its optimizer, all at the same step', async () => {
  const steps: number[] = [];
  const noting = (step: number) => {
    steps.push(step);
    return 0.5;
  };
  const optimizer = partition(part, { experts: sgd({ learningRate: noting }), rest: adam({ learningRate: 0.25 }) });
  const [expert, gate] = [parameterOf('expert', true), parameterOf('gate', false)];
  const state = optimizer.init([expert, gate]);
  const gradient = tf.tensor1d([1, 1]);
  optimizer.update(new Map([[expert, gradient]]), state, [expert, gate]);
  optimizer.update(new Map([[gate, gradient]]), state, [expert, gate]);
  optimizer.update(new Map([[expert, gradient]]), state, [expert, gate]);
  expect(steps).toEqual([1, 2, 3]);
  expect(state.step).toBe(3);
  expect(leaves(state.slots).map(({ name }) => name)).toEqual(['gate/firstMoment', 'gate/secondMoment']);
  await expectClose(expert.read(), [0, 1]);
  const moved = (0.25 * 0.1) / (1 - 0.9 ** 2) / Math.sqrt(0.001 / (1 - 0.999 ** 2));
  await expectClose(gate.read(), [1 - moved, 2 - moved]);
  gradient.dispose();
  disposeParameters([expert, gate, state.slots]);
});

it('says that a state is that of another optimizer', () => {
  const parameter = parameterOf('gate', false);
  const optimizer = partition(part, { experts: sgd({ learningRate: 1 }), rest: sgd({ learningRate: 1 }) });
  const state = sgd({ learningRate: 1 }).init([parameter]);
  expect(() => optimizer.update(new Map(), state, [parameter])).toThrow(
    'partition: the state has the parts [gate], needs experts; ' +
      'it is that of another optimizer: go on with the one whose init made it',
  );
  parameter.dispose();
});

it('says that there is no optimizer for a parameter', () => {
  const parameter = parameterOf('gate', false);
  const optimizer = partition<string>(part, { experts: sgd({ learningRate: 1 }) });
  expect(() => optimizer.init([parameter])).toThrow(
    "partition: got the part 'rest' for the parameter gate, needs one of experts",
  );
  parameter.dispose();
});
