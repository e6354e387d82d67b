import * as v from 'valibot';
import type { clusters } from '@outrageous/parallel';
import { option, type OptionValues } from './option.js';
import { pluginOptions } from './pluginOptions.js';
import { flag, fraction, notNegative, oneOf, positive, wholeNumber } from './schema.js';
import { trainOptions } from './trainOptions.js';

/** A number of the cluster that may be given instead of its own. */
function ofCluster(flags: string, description: string, schema = positive()) {
  return option(flags, description, v.optional(schema), undefined, "the cluster's");
}

const clusterNames = ['k40', 'a100', 'h100', 'cores'] as const satisfies readonly (keyof typeof clusters)[];

/** Every option of `plan`. */
export const planOptions = {
  preset: trainOptions.preset,
  ...pluginOptions,
  vocabulary: trainOptions.vocabulary,
  softmaxSamples: option(
    '--softmax-samples <words>',
    'words that a prediction is compared with, where the softmax is sampled as in the paper',
    v.optional(wholeNumber(1)),
    undefined,
    'all',
  ),
  batch: option('--batch <streams>', 'texts that all devices together read side by side', wholeNumber(1), 32),
  time: trainOptions.time,
  expertOptimizer: option(
    '--expert-optimizer <name>',
    "what trains experts: adam, or factored, the paper's, which remembers almost nothing",
    oneOf(['adam', 'factored']),
    'adam',
  ),
  recompute: option(
    '--recompute',
    "compute experts' activations again in the backward pass, as the paper does",
    flag(),
    false,
  ),
  cluster: option(
    '--cluster <name>',
    `the numbers to begin from: k40 (the paper's), a100, h100, cores (of one machine)`,
    oneOf(clusterNames),
    'k40',
  ),
  devices: ofCluster('--devices <count>', 'how many there are', wholeNumber(1)),
  flops: ofCluster('--flops <GFLOP/s>', 'peak of a device; a multiply-add is two'),
  attainable: ofCluster('--attainable <share>', 'the share of the peak that large matrix products reach', fraction()),
  memoryBandwidth: ofCluster('--memory-bandwidth <GB/s>', 'between a device and its memory'),
  memory: ofCluster('--memory <GB>', 'of a device'),
  networkBandwidth: ofCluster('--network-bandwidth <GB/s>', 'that a device sends while it receives as much'),
  latency: ofCluster('--latency <microseconds>', 'of a message', notNegative()),
  measure: option(
    '--measure',
    'measure the peak and the memory bandwidth of this machine, which its devices then share',
    flag(),
    false,
  ),
  json: option(
    '--json',
    'print one JSON object on standard output: { model, cluster, batch, plans, best, why }',
    flag(),
    false,
  ),
};

/** Their values. */
export type PlanOptions = OptionValues<typeof planOptions>;
