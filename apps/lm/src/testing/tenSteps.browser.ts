import { onWebGpu } from '@outrageous/test/page';
import { tenSteps } from './tenSteps.js';

/** The ten losses on WebGPU in a page. */
export default function tenStepsInPage(): Promise<number[]> {
  return onWebGpu(tenSteps);
}
