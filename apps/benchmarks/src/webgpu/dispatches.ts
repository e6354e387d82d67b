import { countDispatches, type DispatchCounts } from '@outrageous/core/testing';
import type { ModelSizes } from '../modelSizes.js';
import { mixtureModel } from './mixtureModel.js';

/** How many shaders one training step runs, by name. */
export async function dispatchesPerStep(sizes: ModelSizes): Promise<DispatchCounts> {
  const { step, dispose } = mixtureModel(sizes);
  // The first step makes what later ones find.
  await finished(step);
  const counts = await countDispatches(() => finished(step));
  dispose();
  return counts;
}

/** All shaders of a count. */
export function total(counts: DispatchCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

async function finished(step: ReturnType<typeof mixtureModel>['step']): Promise<void> {
  const loss = step();
  await loss.data();
  loss.dispose();
}
