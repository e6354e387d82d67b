import util from 'node:util';

/** What tfjs-node 4.22 calls, Node 22 warns of and Node 23 removed. */
const removed = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isString: (value: unknown) => typeof value === 'string',
  isArray: Array.isArray,
};

/** Gives `node:util` the three functions that tfjs-node needs, without the warnings of Node's own. */
export function restoreUtil(): void {
  for (const [name, value] of Object.entries(removed)) {
    Object.defineProperty(util, name, { value, configurable: true, writable: true });
  }
}
