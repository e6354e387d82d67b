import util from 'node:util';

/** What tfjs-node 4.22 calls and Node 23 removed. */
const removed = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isString: (value: unknown) => typeof value === 'string',
  isArray: Array.isArray,
};

/** Gives `node:util` back the three functions that tfjs-node needs, where this Node has lost them. */
export function restoreUtil(): void {
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true, writable: true });
  }
}
