import { describe, expect, it } from 'vitest';
import { countPreset } from './count.js';
import { findPreset, presets } from './presets.js';

const figures = presets.flatMap((preset) =>
  (['operations', 'parameters'] as const).flatMap((kind) => {
    const printed = preset.paper[kind];
    return printed === undefined ? [] : [{ name: preset.name, kind, printed, computed: countPreset(preset)[kind] }];
  }),
);

describe('presets', () => {
  it.each(figures)("$name: the paper's $kind, $printed", ({ printed, computed }) => {
    const unit = printed.endsWith('B') ? 1e9 : 1e6;
    // The paper prints 8.6M for the 8.65M operations of MoE-256: rounded or cut, hence the 0.06.
    expect(Math.abs(computed / unit - Number.parseFloat(printed))).toBeLessThanOrEqual(0.06);
  });

  it('counts 131,072 experts exactly, without allocating them', () => {
    const lstms = 2 * 4 * 512 * (512 + 512);
    const experts = 131_072 * 2 * 512 * 1024;
    const gates = 2 * 512 * 256 + 2 * 512 * 131_072;
    expect(countPreset(findPreset('moe-131072-h'))).toEqual({
      operations: lstms + 4 * 2 * 512 * 1024 + 2 * 512 * 256 + 2 * (2 * 512 * 512),
      parameters: lstms + experts + gates,
    });
  });

  it('does 34 and 143 million operations where the paper only names them so', () => {
    expect(countPreset(findPreset('moe-34m')).operations / 1e6).toBeCloseTo(33.8, 0);
    expect(countPreset(findPreset('moe-143m')).operations / 1e6).toBeCloseTo(142.7, 0);
  });

  it('has a name for each', () => {
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
  });

  it('gives the small models the same operations, up to their gates', () => {
    const small = presets
      .filter(({ name }) => name.startsWith('small-'))
      .map((preset) => countPreset(preset).operations);
    expect(Math.max(...small) / Math.min(...small)).toBeLessThan(1.05);
  });

  it('suggests the nearest name', () => {
    expect(() => findPreset('smal-moe-32')).toThrow(
      "there is no preset 'smal-moe-32' (did you mean 'small-moe-32'?); 'outrageous-lm presets' lists them all",
    );
  });
});
