import { disposeParameters, disposeTree, initialize, key } from '@outrageous/core';
import { denseGate } from '@outrageous/gating';
import { gru } from '@outrageous/lstm';
import { describe, expect, it } from 'vitest';
import { scoredBatches } from '../text/scoredText.js';
import { gateModel, gateTask } from './gateModel.js';

const vocabulary = 6;

describe('gateModel', () => {
  const reader = gru({ inputWidth: 4 + 2, cells: 3 });
  const model = gateModel({ vocabulary, reader, gate: denseGate({ width: 3, experts: 2 }) });

  it('begins with the mean of all models, and counts no padding', async () => {
    const scores = [new Float32Array(4).fill(Math.log(0.2)), new Float32Array(4).fill(Math.log(0.6))];
    const batches = scoredBatches(
      { ids: Int32Array.of(0, 1, 2, 3, 4), scores },
      { batch: 1, time: 7, remainder: 'pad' },
    );
    const parameters = initialize(model.parameters, key(0));
    const task = gateTask(model, parameters);
    const state = task.zeroState(1);
    const made = task.forward(batches.batchAt(0), state, { training: false, key: key(0) });
    expect((await made.loss.data())[0]).toBeCloseTo(-Math.log(0.4), 5);
    expect(made.routings[0].token.shape).toEqual([4 * 2]);
    disposeTree([made, state]);
    disposeParameters(parameters);
  });

  it('says how wide its reader must be', () => {
    expect(() => gateModel({ vocabulary, reader, gate: denseGate({ width: 3, experts: 6 }) })).toThrow(
      "gateModel: the reader's input is 6 wide, needs more than the number of models, 6",
    );
  });
});
