import { unrolled } from '@outrageous/lstm';
import { calledAs } from '../calledAs.js';
import { poolSizes } from '../presets/poolSizes.js';
import type { LayerSizes, Parts } from '../presets/parts.js';
import type { Preset } from '../presets/preset.js';
import { asUsageError, UsageError } from '../usageError.js';
import { gateContract, layerContract, poolContract } from './contracts.js';
import { loadFactory } from './loadFactory.js';
import { makePart, type NamedFactory } from './makePart.js';
import type { PluginConfig, PluginKind } from './pluginConfig.js';
import { parseReference } from './reference.js';

/**
 * A preset with parts by name in place of its own. Of the balancing losses it has none that isn't asked for where its
 * gate is named: a gate brings its own.
 *
 * @throws UsageError when a part can't be loaded, doesn't keep its contract, or has no place in the preset
 * @example
 * ```ts
 * await withPlugins(findPreset('small-moe-32'), { gate: '@outrageous/gating#switchGate' });
 * ```
 */
export async function withPlugins(preset: Preset, config: PluginConfig): Promise<Preset> {
  const parts = await partsOf(config);
  const changed: Preset = {
    ...preset,
    balance: parts.gate ? { importance: 0, load: 0 } : preset.balance,
    trunk: (options) => preset.trunk({ ...options, parts }),
  };
  const mixtures = await asUsageError(() => poolSizes(changed));
  if (mixtures.length > 0 || !(parts.gate ?? parts.experts)) return changed;
  throw new UsageError(
    `${preset.name} has no mixture of experts, so --gate and --experts have no place in it; ` +
      `name another --preset ('${calledAs()} presets' lists them)`,
  );
}

/** Factories that check what they make. */
async function partsOf(config: PluginConfig): Promise<Partial<Parts>> {
  const gate = await namedFactory('gate', config);
  const experts = await namedFactory('experts', config);
  const layer = await namedFactory('layer', config);
  return {
    ...(gate && { gate: (sizes) => makePart(gateContract, gate, sizes) }),
    ...(experts && { experts: (sizes) => makePart(poolContract, experts, sizes) }),
    ...(layer && { layer: (sizes) => layerOf(layer, sizes) }),
  };
}

async function namedFactory(kind: PluginKind, config: PluginConfig): Promise<NamedFactory | undefined> {
  const [text, options] = [config[kind], config[`${kind}Options`]];
  if (text !== undefined) {
    const name = `--${kind} ${text}`;
    return { name, factory: await loadFactory(name, parseReference(text)), options: options ?? {} };
  }
  if (options === undefined) return undefined;
  throw new UsageError(`--${kind}-options are for a factory; name it with --${kind}, such as some-package#someFactory`);
}

/** A layer, or a cell as one. */
function layerOf(named: NamedFactory, sizes: LayerSizes): ReturnType<Parts['layer']> {
  const made = makePart(layerContract, named, sizes);
  return 'output' in made ? unrolled(made) : made;
}
