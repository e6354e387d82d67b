import { CheckpointError } from './checkpointError.js';
import { typeName, type PlacedTensor } from './safetensors.js';
import type { SavedTensor } from './savedTensors.js';

/** How many tensors a message names. */
const NAMED = 3;

/**
 * Checks that a checkpoint holds exactly the tensors that are wanted, before any of them is read.
 *
 * @throws CheckpointError that names the first few that are missing, that are too many, or that have another shape
 */
export function requireSame(
  source: string,
  stored: ReadonlyMap<string, PlacedTensor>,
  wanted: readonly SavedTensor[],
): void {
  const names = new Set(wanted.map(({ name }) => name));
  const problems = [
    ...listed('it lacks', wanted.filter(({ name }) => !stored.has(name)).map(describe)),
    ...listed(
      'it has, and they have not,',
      [...stored.keys()].filter((name) => !names.has(name)),
    ),
    ...listed(
      'it differs in',
      wanted.flatMap((tensor) => difference(tensor, stored.get(tensor.name))),
    ),
  ];
  if (problems.length === 0) return;
  throw new CheckpointError(
    `checkpoint: ${source} doesn't fit this model, optimizer and batch: ${problems.join('; ')}. Nothing was changed. ` +
      'Use the options that the checkpoint was made with, or another checkpoint',
  );
}

function listed(what: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > NAMED ? ` and ${items.length - NAMED} more` : '';
  return [`${what} ${items.slice(0, NAMED).join(', ')}${more}`];
}

function describe({ name, dtype, shape }: SavedTensor): string {
  return `${name} (${typeName(dtype)} [${shape}])`;
}

function difference(wanted: SavedTensor, stored?: PlacedTensor): string[] {
  const same = stored?.dtype === typeName(wanted.dtype) && stored.shape.join() === wanted.shape.join();
  if (!stored || same) return [];
  return [`${wanted.name} (${stored.dtype} [${stored.shape}] there, ${typeName(wanted.dtype)} [${wanted.shape}] here)`];
}
