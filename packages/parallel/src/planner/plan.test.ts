import { describe, expect, it } from 'vitest';
import { plan, planPlacement } from './plan.js';
import { smallModel, smallMixture, smallRequest } from './test/smallRequest.js';

const oneGroup = { devices: 4, expertDevices: 4, byBranch: false };
const { cluster } = smallRequest;

describe('a plan, reckoned by hand', () => {
  it('has the tokens of a device and the rows of an expert: k · b · D / n', () => {
    const { tokensPerDevice, rowsPerExpert } = planPlacement(smallRequest, oneGroup);
    expect(tokensPerDevice).toBe(10);
    expect(rowsPerExpert).toEqual([20]); // 2 · 40 / 4
    const alone = planPlacement(smallRequest, { ...oneGroup, expertDevices: 1 });
    expect(alone.rowsPerExpert).toEqual([5]); // 2 · 10 / 4: the shrinking batch
  });

  it('has the memory of a device: 100 shared numbers, and an expert of 128', () => {
    const { memory, lacking } = planPlacement(smallRequest, oneGroup);
    expect(memory.parameters).toBe(4 * 228);
    expect(memory.optimizer).toBe(4 * 2 * 228);
    expect(memory.gradients).toBeCloseTo(4 * 228, 5);
    expect(memory.activations).toBe(4 * ((10 * 80) / 8 + (20 * 128) / 8));
    expect(memory.total).toBeCloseTo(912 + 1824 + 912 + 1680, 5);
    expect(lacking).toBe(0);
  });

  it("needs less with the paper's optimizer and with activations that are computed again", () => {
    const thrifty = { ...smallRequest, expertOptimizer: 'factored', recompute: true } as const;
    const { memory } = planPlacement(thrifty, oneGroup);
    expect(memory.optimizer).toBe(4 * (2 * 100 + 32));
    expect(memory.activations).toBe(4 * (100 + 20 * 8));
  });

  it('sends rows out and back in both passes, and sums what all hold', () => {
    const { network } = planPlacement(smallRequest, oneGroup);
    // 10 tokens, 2 visits each, 8 numbers four times and the number of the expert; a quarter stays.
    expect(network.rows).toBe(0.75 * 10 * 2 * (4 * 8 + 1) * 4);
    expect(network.gradients).toBe(2 * 0.75 * 100 * 4);
  });

  it('has the seconds of each part', () => {
    const { time, flopsPerDevice, efficiency, tokensPerSecond } = planPlacement(smallRequest, oneGroup);
    expect(time.compute).toBeCloseTo((6 * (10 * 80 + 20 * 128)) / 0.5e6, 8);
    expect(time.memory).toBeCloseTo((4 * (10 * 228 + 6 * 420)) / 1e6, 8);
    expect(time.exchange).toBeCloseTo(1980 / 1e5, 8);
    expect(time.gradients).toBeCloseTo(600 / 1e5, 8);
    expect(time.latency).toBeCloseTo((6 * 3 + 2 * 2) * 1e-3, 8);
    expect(time.total).toBeCloseTo(0.04032 + 0.0192 + 0.0198 + 0.006 + 0.022, 8);
    expect(tokensPerSecond).toBeCloseTo(40 / time.total, 5);
    expect(flopsPerDevice).toBeCloseTo((6 * 40 * (80 + 2 * 128)) / time.total / 4, 3);
    expect(efficiency).toBeCloseTo(flopsPerDevice / 1e6, 8);
  });

  it('visits each branch once where branches lie on a device', () => {
    const { network } = planPlacement(smallRequest, { devices: 4, expertDevices: 2, byBranch: true });
    // One visit, which says its branch, and of each of two slots its row, its expert, and its weight and gradient twice.
    expect(network.rows).toBe(0.5 * 10 * (4 * 8 + 1 + 2 * 6) * 4);
  });

  it('holds the gates of its own branches alone, whose gradients are summed over those that hold them too', () => {
    const [everywhere, beside] = [false, true].map((byBranch) =>
      planPlacement(smallRequest, { devices: 4, expertDevices: 2, byBranch }),
    );
    expect(everywhere.memory.parameters - beside.memory.parameters).toBe(4 * 20); // half of them
    const [overAll, overReplicas] = [2 * 0.75 * 40 * 4, 2 * 0.5 * 20 * 4];
    expect(everywhere.network.gradients - beside.network.gradients).toBeCloseTo(overAll - overReplicas, 5);
  });

  it('sums the gradients of experts over the groups that have copies', () => {
    const { network } = planPlacement(smallRequest, { devices: 4, expertDevices: 2, byBranch: false });
    expect(network.gradients).toBeCloseTo(600 + 2 * (1 / 2) * (2 * 128) * 4, 4);
  });

  it('waits for the devices that have experts, where there are fewer of these', () => {
    const placed = { devices: 8, expertDevices: 8, byBranch: false };
    const { time, network } = planPlacement(smallRequest, placed);
    // 4 of 8 devices have an expert with 20 rows each; a token's worth of rows is 2 of them.
    expect(time.compute).toBeCloseTo((6 * (5 * 80 + 20 * 128)) / 0.5e6, 8);
    expect(network.rows).toBe((7 / 8) * 10 * 2 * 33 * 4);
  });
});

describe('plan', () => {
  it('takes the fastest placement that fits', () => {
    const { plans, best } = plan(smallRequest);
    const fitting = plans.filter(({ lacking }) => lacking === 0);
    expect(best?.time.total).toBe(Math.min(...fitting.map(({ time }) => time.total)));
    expect(plans.map(({ strategy }) => strategy)).toEqual([
      'one device',
      'data parallel',
      'grid, 2 groups of 2',
      'data + expert parallel',
      'hierarchical placement, 2 groups of 2',
    ]);
  });

  it('never takes one that does not fit', () => {
    const memory = planPlacement(smallRequest, oneGroup).memory.total;
    const { plans, best } = plan({ ...smallRequest, cluster: { ...cluster, memory } });
    expect(best?.strategy).toBe('data + expert parallel');
    expect(plans.find(({ strategy }) => strategy === 'data parallel')?.lacking).toBeGreaterThan(0);
  });

  it('never leaves a device without a sequence', () => {
    const { best } = plan({
      ...smallRequest,
      cluster: { ...cluster, memory: 1e5 },
      batch: { sequences: 2, time: 20 },
    });
    expect(best?.strategy).toBe('one device');
  });

  it('has no groups where there are no experts', () => {
    const { plans } = plan({ ...smallRequest, model: { ...smallModel, mixtures: [] } });
    expect(plans.map(({ strategy }) => strategy)).toEqual(['one device', 'data parallel']);
  });

  it('gives each device of a group an expert', () => {
    const mixtures = [{ ...smallMixture, experts: 2, branches: undefined }];
    const { plans } = plan({ ...smallRequest, model: { ...smallModel, mixtures } });
    expect(plans.map(({ strategy }) => strategy)).toEqual(['one device', 'data parallel', 'grid, 2 groups of 2']);
  });

  it('says which number is wrong', () => {
    expect(() => plan({ ...smallRequest, batch: { sequences: 0, time: 5 } })).toThrow(
      'plan: the batch: sequences must be a whole number from 1 up, got 0',
    );
    expect(() => plan({ ...smallRequest, cluster: { ...cluster, flops: -1 } })).toThrow(
      'plan: the cluster: flops must be a number above 0, got -1',
    );
    expect(() => plan({ ...smallRequest, cluster: { ...cluster, attainable: 2 } })).toThrow(
      'plan: the cluster: attainable must be a share of the peak: a number above 0, 1 at most, got 2',
    );
  });
});
