/**
 * What the files of one part of the house may import.
 *
 * @typedef {object} Room
 * @property {string} name how messages call it
 * @property {RegExp} files matches paths relative to the repository's root
 * @property {readonly string[] | 'any'} packages entry points of ours that it may import, without `@outrageous/`
 * @property {boolean} backends whether it may import TensorFlow.js beyond `@tensorflow/tfjs-core`
 * @property {boolean} node whether it may import Node's own modules
 */

/** Tests, and what they alone import or run. */
const TEST = /^packages\/.*(\.test\.ts$|\/fixtures\/)/;

/**
 * Who may know whom (docs/architecture.md); the first room that matches a file is its own.
 *
 * @type {readonly Room[]}
 */
export const ROOMS = [
  room('a test of Node only', /^packages\/.*(\.node\.test\.ts$|\/src\/node\/test\/)/, {
    packages: ['core', 'test'],
    backends: true,
    node: true,
  }),
  room('a test of a package', TEST, { packages: ['core', 'test'], backends: true }),
  room('backends', /^packages\/backends\//, { packages: ['core'], backends: true, node: true }),
  room('the Node side of a package', /^packages\/[^/]+\/src\/node\//, { packages: ['core'], node: true }),
  room('a package', /^packages\//, { packages: ['core'] }),
  room('an app or a tool', /^(apps|tools)\//, { packages: 'any', backends: true, node: true }),
];

/**
 * The room that a file lies in; `undefined` for files of the repository as a whole.
 *
 * @param {string} path relative to the repository's root, with forward slashes
 */
export function roomOf(path) {
  return ROOMS.find(({ files }) => files.test(path));
}

/**
 * @param {string} name
 * @param {RegExp} files
 * @param {Pick<Room, 'packages'> & Partial<Pick<Room, 'backends' | 'node'>>} may
 * @returns {Room}
 */
function room(name, files, { packages, backends = false, node = false }) {
  return { name, files, packages, backends, node };
}
