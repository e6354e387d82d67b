import type { Check } from '@outrageous/core/testing';
import { feedForward } from '@outrageous/experts';
import { expertPoolConformance } from '@outrageous/experts/conformance';
import { noisyTopK } from '@outrageous/gating';
import { gateConformance } from '@outrageous/gating/conformance';
import { lstm } from '@outrageous/lstm';
import { recurrentConformance } from '@outrageous/lstm/conformance';
import { onWebGpu } from './onWebGpu.js';

/** What became of one check. */
export interface Outcome {
  readonly name: string;
  /** What it threw; absent where it passed. */
  readonly failure?: string;
}

/** A gate, a pool and a recurrent layer are held to their contracts on WebGPU in the page. */
export default function conformance(): Promise<Outcome[]> {
  return onWebGpu(async () => [
    ...(await outcomes(
      'gate',
      gateConformance(() => noisyTopK({ width: 3, experts: 4, k: 2 }), { width: 3 }),
    )),
    ...(await outcomes(
      'pool',
      expertPoolConformance((size) => feedForward({ ...size, hidden: 3 })),
    )),
    ...(await outcomes(
      'lstm',
      recurrentConformance(() => lstm({ inputWidth: 3, cells: 4 })),
    )),
  ]);
}

async function outcomes(subject: string, checks: readonly Check[]): Promise<Outcome[]> {
  const all: Outcome[] = [];
  for (const { name, run } of checks) {
    const failure = await Promise.resolve(run()).then(() => undefined, String);
    all.push({ name: `${subject}: ${name}`, failure });
  }
  return all;
}
