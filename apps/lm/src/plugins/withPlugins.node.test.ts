import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { countPreset } from '../presets/count.js';
import { balanceOf } from '../presets/preset.js';
import { findPreset } from '../presets/presets.js';
import { addPlugins } from '../testing/plugins.js';
import type { PluginConfig } from './pluginConfig.js';
import { withPlugins } from './withPlugins.js';
import { withVersions } from './withVersions.js';

const preset = findPreset('small-moe-4');

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'outrageous-plugins-')));
  await addPlugins(folder);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterAll(() => vi.restoreAllMocks());

describe('a preset with parts by name', () => {
  it.each<readonly [string, PluginConfig]>([
    ['a gate, a pool and a layer of a file', gatePoolAndLayer('./parts.js')],
    ['the same of a package', gatePoolAndLayer('some-package')],
    ['a cell', { layer: './parts.js#cell' }],
  ])('has %s', async (_, config) => {
    const changed = await withPlugins(preset, config);
    expect(countPreset(changed).parameters).not.toBe(countPreset(preset).parameters);
  });

  it('tells the factory what the user said before the sizes of the model', async () => {
    const one = await withPlugins(preset, { experts: './parts.js#pool' });
    const three = await withPlugins(preset, { experts: './parts.js#pool', expertsOptions: { layers: 3 } });
    expect(countPreset(three).parameters - countPreset(one).parameters).toBe(4 * 2 * 256 * 256);
  });

  it('has two levels of a gate by name where it had two of its own', async () => {
    const twoLevels = findPreset('small-moe-32-h');
    const changed = await withPlugins(twoLevels, { gate: './parts.js#gate' });
    const noise = 128 * 4 + 128 * 8 * 4;
    expect(countPreset(twoLevels).parameters - countPreset(changed).parameters).toBe(noise);
  });

  it('has no balancing losses that are not asked for, where its gate is named', async () => {
    expect(balanceOf(await withPlugins(preset, { gate: './parts.js#gate' }))).toEqual({ importance: 0, load: 0 });
    expect(balanceOf(await withPlugins(preset, { layer: './parts.js#layer' }))).toEqual(balanceOf(preset));
  });

  it.each([
    ['noisyTopK', {}],
    ['softmaxTopK', {}],
    ['switchGate', {}],
    ['expertChoice', {}],
    ['strictlyBalanced', {}],
    ['biasBalanced', {}],
    ['hashGate', {}],
    ['randomGate', {}],
    ['dropoutGate', { rate: 0.5 }],
    ['denseGate', {}],
  ])('has the built-in gate %s', async (name, gateOptions) => {
    const changed = await withPlugins(preset, { gate: `@outrageous/gating#${name}`, gateOptions });
    expect(countPreset(changed).operations).toBeGreaterThan(0);
  });

  it.each<PluginConfig>([
    { experts: '@outrageous/experts#feedForward' },
    { layer: '@outrageous/lstm#lstm' },
    { layer: '@outrageous/lstm#gru' },
    { layer: '@outrageous/lstm#peepholeLstm' },
  ])('has the built-in %o', async (config) => {
    expect(countPreset(await withPlugins(preset, config)).operations).toBeGreaterThan(0);
  });
});

function gatePoolAndLayer(module: string): PluginConfig {
  return { gate: `${module}#gate`, experts: `${module}#pool`, layer: `${module}#layer` };
}

describe('what a run stores', () => {
  it('is the version of a package, and the whole path of a file', () => {
    expect(withVersions({ gate: 'some-package#gate', layer: './parts.js#layer' })).toEqual({
      gate: 'some-package@1.2.0#gate',
      layer: `${folder}/parts.js#layer`,
    });
  });

  it('stands for itself', () => {
    const stored = withVersions({ gate: 'some-package#gate', layer: './parts.js#layer' });
    expect(withVersions(stored)).toEqual(stored);
  });
});

describe('it says', () => {
  const told = '{"width":128,"experts":4,"groups":1,"k":4,"expertsPerToken":4}';
  it.each<readonly [string, PluginConfig, string]>([
    [
      'that a package is not found, and what was tried',
      { gate: 'no-such-package#gate' },
      "--gate no-such-package#gate: no-such-package is not found: not from FOLDER (Cannot find package 'no-such-package'), and not",
    ],
    [
      'how to install a package',
      { gate: '@no/such/path#gate' },
      "and not beside outrageous-lm; 'npm install @no/such' in this folder brings it, and a file is named with ./ before it",
    ],
    [
      'that a file is not there',
      { gate: './none.js#gate' },
      '--gate ./none.js#gate: there is no file FOLDER/none.js; a path begins with ./ and goes from the folder that the ' +
        'program runs in',
    ],
    [
      'that a package has another version',
      { gate: 'some-package@2.0.0#gate' },
      '--gate some-package@2.0.0#gate: some-package is here in version 1.2.0, and version 2.0.0 is named, as a run names ' +
        "the one that it was begun with; 'npm install some-package@2.0.0' brings it back",
    ],
    [
      'what to do about a module that is taken for CommonJS',
      { gate: './common.js#gate' },
      "can't be loaded: Cannot use import statement outside a module; 'npm pkg set type=module' in its folder makes it an ES module",
    ],
    [
      'why a module cannot be loaded',
      { gate: './broken.js#gate' },
      "--gate ./broken.js#gate: FOLDER/broken.js can't be loaded: ",
    ],
    [
      'which exports there are',
      { gate: './word.js#words' },
      "--gate ./word.js#words: FOLDER/word.js exports no 'words' (did you mean 'word'?); it has word",
    ],
    [
      'that there are no exports',
      { gate: './empty.js#gate' },
      "--gate ./empty.js#gate: FOLDER/empty.js exports no 'gate', and nothing else",
    ],
    [
      'that an export is no function',
      { gate: './word.js#word' },
      "--gate ./word.js#word: 'word' of FOLDER/word.js is string, and needs to be a function: options in, part out",
    ],
    [
      'that a factory gave nothing',
      { gate: './parts.js#nothing' },
      '--gate ./parts.js#nothing gave no gate: it gave undefined',
    ],
    [
      'that a factory gave a promise',
      { gate: './parts.js#later' },
      '--gate ./parts.js#later gave no gate: it gave a promise; what has to be waited for can be at the top of its file',
    ],
    [
      'which member is missing',
      { gate: './parts.js#halfGate' },
      "--gate ./parts.js#halfGate gave no gate: its 'expertsPerToken' needs to be a number above 0, and is missing",
    ],
    [
      'that a gate is no pool',
      { experts: './parts.js#gate', expertsOptions: { k: 1 } },
      "--experts ./parts.js#gate gave no expert pool: its 'part' needs to be a function (first, count) => pool, and is missing",
    ],
    [
      'which member is not a number',
      { gate: './parts.js#uncounted' },
      "--gate ./parts.js#uncounted gave no gate: its 'operations' needs to be a number of 0 or more, and is NaN",
    ],
    [
      'that a gate has too many experts',
      { gate: './parts.js#crowded' },
      `--gate ./parts.js#crowded was told ${told}; the 'experts' of its gate is 5, and the model needs 4`,
    ],
    [
      'that a pool has too few experts',
      { experts: './parts.js#lone' },
      "; the 'experts' of its expert pool is 1, and the model needs 4",
    ],
    [
      'that experts give other rows',
      { experts: './parts.js#widePool' },
      "; the 'width' of its expert pool is 5, and the model needs 128",
    ],
    [
      'that a layer is too narrow',
      { layer: './parts.js#wide' },
      "; the 'width' of its recurrent layer is 7, and the model needs 128",
    ],
    [
      'what a factory says',
      { gate: './parts.js#failing' },
      `--gate ./parts.js#failing failed: failing needs a rate (it was told ${told})`,
    ],
    [
      'that options need a factory',
      { gateOptions: { k: 2 } },
      '--gate-options are for a factory; name it with --gate, such as some-package#someFactory',
    ],
  ])('%s', async (_, config, message) => {
    await expect(withPlugins(preset, config)).rejects.toThrow(message.replaceAll('FOLDER', folder));
  });

  it('that a preset has no place for a gate', async () => {
    await expect(withPlugins(findPreset('small-4xlstm'), { gate: './parts.js#gate' })).rejects.toThrow(
      'small-4xlstm has no mixture of experts, so --gate and --experts have no place in it; name another --preset ' +
        "('outrageous-lm presets' lists them)",
    );
  });
});
