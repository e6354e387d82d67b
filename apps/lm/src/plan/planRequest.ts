import { type Cluster, clusters, type PlanRequest } from '@outrageous/parallel';
import type { PlanOptions } from '../options/planOptions.js';
import { withPlugins } from '../plugins/withPlugins.js';
import { findPreset } from '../presets/presets.js';
import { plannedPreset } from './plannedPreset.js';

/**
 * What the options ask for.
 *
 * @throws UsageError when there is no such preset, or a part by name can't be had or doesn't fit
 */
export async function planRequest(options: PlanOptions): Promise<PlanRequest> {
  const preset = await withPlugins(findPreset(options.preset), options);
  const { vocabulary, softmaxSamples, batch, time, expertOptimizer, recompute } = options;
  return {
    model: plannedPreset(preset, { vocabulary, softmaxSamples }),
    cluster: clusterOf(options),
    batch: { sequences: batch, time },
    expertOptimizer,
    recompute,
  };
}

/** A named cluster, with what was said of it in its place. */
function clusterOf(options: PlanOptions): Cluster {
  const named: Cluster = clusters[options.cluster];
  const { devices = named.devices, attainable = named.attainable } = options;
  return {
    devices,
    attainable,
    flops: fromGiga(options.flops) ?? named.flops,
    memoryBandwidth: fromGiga(options.memoryBandwidth) ?? named.memoryBandwidth,
    memory: fromGiga(options.memory) ?? named.memory,
    networkBandwidth: fromGiga(options.networkBandwidth) ?? named.networkBandwidth,
    latency: options.latency === undefined ? named.latency : options.latency / 1e6,
  };
}

function fromGiga(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1e9;
}
