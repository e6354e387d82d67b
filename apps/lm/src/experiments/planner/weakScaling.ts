import { clusters, plan } from '@outrageous/parallel';
import { markdownTable } from '../../format/markdownTable.js';
import { plannedPreset } from '../../plan/plannedPreset.js';
import { findPreset } from '../../presets/presets.js';

/** The family of 8 million operations per token. */
const models = [
  '4xlstm-512',
  'moe-32',
  'moe-256-h-100b',
  'moe-1024-h-100b',
  'moe-4096-h-100b',
  'moe-16384-h',
  'moe-65536-h',
  'moe-131072-h',
].map((name) => ({ name, model: plannedPreset(findPreset(name), { vocabulary: 10_000 }) }));

/** 1, 2, 4, …, 1,024. */
const sizes = Array.from({ length: 11 }, (_, i) => 2 ** i);

/** Texts × words of each device: about the paper's 300,000 words on 16. */
const perDevice = { sequences: 938, time: 20 };

/**
 * Weak scaling on paper: 10¹² operations per second of each device, and in brackets how many of them hold each expert
 * once between them, when each has as many tokens however many there are.
 */
export function weakScaling(): string {
  const columns = ['devices', ...models.map(({ name }) => name)];
  return markdownTable(
    columns.map((head) => ({ head, align: 'right' })),
    sizes.map((devices) => [devices.toLocaleString('en'), ...models.map(({ model }) => cellOf(model, devices))]),
  );
}

/** The best placement's, or what the nearest lacks. */
function cellOf(model: (typeof models)[number]['model'], devices: number): string {
  const { plans, best } = plan({
    model,
    cluster: { ...clusters.k40, devices },
    batch: { ...perDevice, sequences: devices * perDevice.sequences },
    expertOptimizer: 'factored',
    recompute: true,
  });
  if (!best) return `${Math.ceil(Math.min(...plans.map(({ lacking }) => lacking)) / 1e9)} GB too much`;
  const { placement, flopsPerDevice } = best;
  const speed = (flopsPerDevice / 1e12).toFixed(2);
  const place = `${placement.expertDevices}${placement.byBranch ? ' h' : ''}`;
  return placement.devices === devices ? `${speed} (${place})` : `${speed} (1 device)`;
}
