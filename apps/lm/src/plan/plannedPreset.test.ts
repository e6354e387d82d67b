import { describe, expect, it } from 'vitest';
import { countParameters } from '@outrageous/core';
import { clusters, explainPlans, plan, type PlanRequest } from '@outrageous/parallel';
import { countPreset } from '../presets/count.js';
import { presetModel } from '../presets/presetModel.js';
import { findPreset } from '../presets/presets.js';
import { plannedPreset } from './plannedPreset.js';

/** The paper's 137 billion parameters on 128 GPUs, 2.5 million words per step. */
const largest: PlanRequest = {
  model: plannedPreset(findPreset('moe-131072-h'), { vocabulary: 10_000 }),
  cluster: { ...clusters.k40, devices: 128 },
  batch: { sequences: 125_000, time: 20 },
  expertOptimizer: 'factored',
  recompute: true,
};

describe('plannedPreset', () => {
  it.each(['4xlstm-512', 'small-moe-32', 'moe-256-h', 'moe-131072-h'])('counts all of %s', (name) => {
    const model = presetModel(findPreset(name), 1000);
    const { shared, tables, mixtures } = plannedPreset(findPreset(name), { vocabulary: 1000 });
    const inTables = tables.reduce((total, { rows, width }) => total + rows * width, 0);
    const inExperts = mixtures.reduce((total, { experts, parameters }) => total + experts * parameters, 0);
    expect(shared.parameters + inTables + inExperts).toBe(countParameters(model.parameters));
    const byExperts = mixtures.map(({ expertsPerToken, operations }) => expertsPerToken * operations);
    expect(byExperts.reduce((total, one) => total + one, shared.operations)).toBe(model.operations);
  });

  it('knows the branches of a hierarchy, and the matrices of their gates', () => {
    const [{ branches }] = plannedPreset(findPreset('moe-256-h'), { vocabulary: 1000 }).mixtures;
    expect(branches).toEqual({ count: 16, perToken: 2, gateParameters: 16 * 2 * 512 * 16 });
  });

  it('compares with a few words where the softmax is sampled', () => {
    const preset = findPreset('moe-32');
    const { shared, tables } = plannedPreset(preset, { vocabulary: 1000, softmaxSamples: 100 });
    expect(shared.operations).toBe(countPreset(preset).operations - 4 * 2 * 512 * 1024 + 100 * 512);
    expect(tables).toEqual(Array(2).fill({ rows: 1000, width: 512 }));
  });
});

describe("the paper's model of 137 billion parameters", () => {
  it('fits 128 GPUs of 12 GB, by branch, as the paper places it', () => {
    const { best } = plan(largest);
    expect(best?.strategy).toBe('hierarchical placement');
    expect(best?.memory.parameters).toBeGreaterThan((4 * 137e9) / 128);
    expect(best?.memory.total).toBeLessThan(12e9);
  });

  it('does not fit if all devices have the gates of all branches', () => {
    const { plans } = plan(largest);
    const found = plans.find(({ strategy }) => strategy === 'data + expert parallel');
    expect(found?.lacking).toBeGreaterThan(0);
  });

  it('does not fit with Adam, and the planner says what would help', () => {
    const request: PlanRequest = { ...largest, expertOptimizer: 'adam' };
    const [what, help] = explainPlans(request, plan(request));
    expect(what).toMatch(/^Nothing fits\. hierarchical placement comes nearest: it needs 19\.\d GB per device/);
    expect(help).toContain("the paper's optimizer for experts, whose second moments are factored; 256 devices");
  });
});
