import { expect, it } from 'vitest';
import { explainPlans } from './explain.js';
import { plan } from './plan.js';
import type { PlanRequest } from './request.js';
import { smallRequest } from './test/smallRequest.js';

const { cluster } = smallRequest;

function explained(request: PlanRequest): readonly string[] {
  return explainPlans(request, plan(request));
}

it('says what to take, and why', () => {
  const [take, batch, most, next] = explained({
    ...smallRequest,
    cluster: { ...cluster, memory: 9e3, networkBandwidth: 1e6, latency: 0 },
  });
  expect(take).toBe(
    'Take data + expert parallel, each expert once in every 4 devices: 62.1 ms per step, 644 tokens/s, ' +
      '325 kFLOP/s per device (32% of the peak), 5.33 kB of 9 kB in use.',
  );
  expect(batch).toBe(
    'An expert sees 20 rows per step; data parallel alone, each of its 4 copies would see 5, and their gradients ' +
      'would have to be summed.',
  );
  expect(most).toBe('65% of a step is matrix products: faster devices, or more of them, help most.');
  expect(next).toContain('Next comes ');
});

it('says how many placements do not fit, and which of them comes nearest', () => {
  expect(explained({ ...smallRequest, cluster: { ...cluster, memory: 6e3 } }).at(-1)).toBe(
    "4 of 5 don't fit into 6 kB; hierarchical placement, 2 groups of 2 comes nearest and needs 7.06 kB.",
  );
});

it('says by how much nothing fits, and each change that would help', () => {
  expect(explained({ ...smallRequest, cluster: { ...cluster, memory: 5e3 } })).toEqual([
    'Nothing fits. data + expert parallel comes nearest: it needs 5.33 kB per device (parameters 912 B, ' +
      'optimizer 1.82 kB, gradients 912 B, activations 1.68 kB), 328 B more than the 5 kB that there are.',
    "Any one of these would do: the paper's optimizer for experts, whose second moments are factored; " +
      "computing the experts' activations again; 8 devices; a batch of 4 sequences.",
  ]);
});

it('says that there are too few sequences', () => {
  expect(explained({ ...smallRequest, batch: { sequences: 2, time: 20 } })).toEqual([
    'Nothing fits. grid, 2 groups of 2 comes nearest: 2 sequences leave 2 of 4 devices without any.',
    'Any one of these would do: a batch of 4 sequences.',
  ]);
});

it('says when no single change helps', () => {
  expect(explained({ ...smallRequest, cluster: { ...cluster, memory: 300 } })[1]).toBe(
    'No single change of the optimizer, the batch or the number of devices (up to 1,024 times as many) makes it fit; ' +
      'a smaller vocabulary or model does.',
  );
});
