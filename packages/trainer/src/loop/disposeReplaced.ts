import { treeTensors, type StateTree } from '@outrageous/core';

/** Frees what the old state holds and the new one doesn't: a layer may hand its state on as it is. */
export function disposeReplaced(old: StateTree, next: StateTree): void {
  const kept = new Set(treeTensors(next));
  for (const tensor of treeTensors(old)) if (!kept.has(tensor)) tensor.dispose();
}
