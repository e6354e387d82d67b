import { isBuiltin } from 'node:module';
import { posix, relative, sep } from 'node:path';
import { roomOf } from './rooms.mjs';

/** @typedef {import('./rooms.mjs').Room} Room */

/**
 * Enforces who may import whom: the arrows of docs/architecture.md.
 *
 * Options: `[{ root }]`, the repository's root.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const arrows = {
  meta: { type: 'problem', schema: [{ type: 'object', properties: { root: { type: 'string' } } }] },
  create(context) {
    const path = relative(context.options[0].root, context.filename).split(sep).join('/');
    const room = roomOf(path);
    if (!room) return {};
    /** @param {import('estree').Node | null | undefined} source */
    const check = (source) => {
      const specifier = textOf(source);
      const message = specifier && complaint(specifier, path, room);
      if (source && message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (/** @type {{ source?: import('estree').Node }} */ node) => check(node.source),
      'CallExpression[callee.name="require"]': (/** @type {import('estree').SimpleCallExpression} */ node) =>
        check(/** @type {import('estree').Node} */ (node.arguments[0])),
    };
  },
};

/**
 * What a string literal says, in whatever quotes; `undefined` for anything else.
 *
 * @param {import('estree').Node | null | undefined} source
 */
function textOf(source) {
  if (source?.type === 'TemplateLiteral' && source.quasis.length === 1) return source.quasis[0].value.raw;
  return source?.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
}

/**
 * Why a file may not import something; `undefined` when it may.
 *
 * @param {string} specifier what is imported
 * @param {string} path of the importing file, relative to the root
 * @param {Room} room
 */
function complaint(specifier, path, room) {
  if (specifier.startsWith('.')) return aboutRelative(specifier, path);
  if (specifier.startsWith('@outrageous/')) return aboutOwn(specifier.slice('@outrageous/'.length), path, room);
  if (specifier.startsWith('@tensorflow/')) return aboutTensorFlow(specifier, room);
  if (!isBuiltin(specifier)) return undefined;
  return room.node ? undefined : `${room.name} must run in browsers: '${specifier}' belongs in src/node/ or in an app.`;
}

/**
 * @param {string} specifier
 * @param {string} path
 */
function aboutRelative(specifier, path) {
  const home = homeOf(path);
  const target = posix.join(posix.dirname(path), specifier);
  if (homeOf(target) === home) return undefined;
  return `'${specifier}' leaves ${home}: import the other package by its name.`;
}

/**
 * The folder of the package that a path lies in, such as `packages/gating`.
 *
 * @param {string} path
 */
function homeOf(path) {
  return path.split('/').slice(0, 2).join('/');
}

/**
 * @param {string} entry without the scope, such as `core` or `gating/src/keepTopK.js`
 * @param {string} path
 * @param {Room} room
 */
function aboutOwn(entry, path, room) {
  const [name, ...deeper] = entry.split('/');
  if (deeper[0] === 'src' || deeper[0] === 'dist') {
    return `'@outrageous/${entry}' is internal to ${name}: import what its package.json exports.`;
  }
  if (path.startsWith(`packages/${name}/`)) return `${name} is this very package: import the file instead.`;
  if (room.packages === 'any' || room.packages.includes(name)) return undefined;
  return `${room.name} may import @outrageous/core only: packages meet in the apps, through core's contracts.`;
}

/**
 * @param {string} specifier
 * @param {Room} room
 */
function aboutTensorFlow(specifier, room) {
  if (room.backends || specifier === '@tensorflow/tfjs-core') return undefined;
  return `${room.name} may import @tensorflow/tfjs-core only: which backend runs is known to backends and apps alone.`;
}
