import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A package of this repository that is published.
 *
 * @typedef {object} PublicPackage
 * @property {string} name such as `@outrageous/gating`
 * @property {string} home its folder, relative to the root
 * @property {readonly Entry[]} entries what can be imported from it
 * @property {readonly string[]} peers the packages that its users install beside it
 */

/**
 * A module of a package that others may import.
 *
 * @typedef {object} Entry
 * @property {string} name such as `@outrageous/gating/conformance`
 * @property {string} [environment] such as `browser`, where it has a source of its own
 * @property {string} source its TypeScript, relative to the root
 */

/**
 * Every package below packages/ and apps/ that is not private.
 *
 * @param {string} root of the repository
 * @returns {PublicPackage[]}
 */
export function publicPackages(root) {
  const homes = ['packages', 'apps'].flatMap((part) => readdirSync(join(root, part)).map((name) => `${part}/${name}`));
  return homes
    .filter((home) => existsSync(join(root, home, 'package.json')))
    .flatMap((home) => readPackage(root, home));
}

/**
 * @param {string} root
 * @param {string} home
 * @returns {PublicPackage[]} none where the package is private
 */
function readPackage(root, home) {
  const manifest = JSON.parse(readFileSync(join(root, home, 'package.json'), 'utf8'));
  const { name, private: hidden, exports = {}, peerDependencies = {} } = manifest;
  if (hidden) return [];
  const entries = Object.entries(exports).flatMap(([path, target]) =>
    sourcesOf(target).map(({ source, ...rest }) => ({
      name: `${name}${path.slice(1)}`,
      source: `${home}/${source.slice('./'.length)}`,
      ...rest,
    })),
  );
  return [{ name, home, entries, peers: Object.keys(peerDependencies) }];
}

/**
 * The sources that an export leads to.
 *
 * @param {unknown} target a file, or targets by condition
 * @param {string} [environment] the condition that led here
 * @returns {{ source: string, environment?: string }[]}
 */
function sourcesOf(target, environment) {
  if (typeof target !== 'object' || target === null) return [];
  return Object.entries(target).flatMap(([condition, next]) =>
    condition === 'outrageous-source' ? [{ source: next, environment }] : sourcesOf(next, condition),
  );
}
