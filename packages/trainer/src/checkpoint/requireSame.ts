import { CheckpointError } from './checkpointError.js';
import { typeName } from './safetensors.js';
import { isAlone, type SavedTensor, wholeShape } from './savedTensors.js';
import type { StoredTensor } from './storedTensors.js';

/** How many tensors a message names. */
const NAMED = 3;

/**
 * Checks that a checkpoint holds exactly the tensors that are wanted, before any of them is read. A process with
 * experts that are not alike knows its own alone, so the others' may be there too.
 *
 * @throws CheckpointError that names the first few that are missing, that are too many, or that have another shape
 */
export function requireSame(
  source: string,
  stored: ReadonlyMap<string, StoredTensor>,
  wanted: readonly SavedTensor[],
): void {
  const names = new Set(wanted.map(({ name }) => name));
  const unknown = wanted.some(isAlone) ? [] : [...stored.keys()].filter((name) => !names.has(name));
  const problems = [
    ...listed('it lacks', wanted.filter(({ name }) => !stored.has(name)).map(describe)),
    ...listed('it has, and they have not,', unknown),
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

function describe(tensor: SavedTensor): string {
  return `${tensor.name} (${here(tensor)})`;
}

function difference(wanted: SavedTensor, stored?: StoredTensor): string[] {
  const there = stored && `${stored.dtype} [${stored.shape}]`;
  return there === undefined || there === here(wanted) ? [] : [`${wanted.name} (${there} there, ${here(wanted)} here)`];
}

/** Type and shape, with the rows of all processes: `F32 [7,3]`. */
function here(tensor: SavedTensor): string {
  return `${typeName(tensor.dtype)} [${wholeShape(tensor)}]`;
}
