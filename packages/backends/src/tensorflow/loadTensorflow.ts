import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import type { Installation } from './installation.js';
import { keepMemory } from './keepMemory.js';
import { restoreUtil } from './nodeCompatibility.js';
import { preloadNvidia } from './nvidia.js';
import { loadQuietly } from './loadQuietly.js';

/** The parts of `@tensorflow/tfjs-node-gpu` that are used here. */
export interface NodeGpu {
  backend(): { readonly binding: { readonly TF_Version: string }; readonly isUsingGpuDevice: boolean };
}

/**
 * Loads `@tensorflow/tfjs-node-gpu` with the binding of an installation.
 *
 * Upstream looks for its binding inside `node_modules`, by asking node-pre-gyp; for this one call
 * a stand-in for node-pre-gyp answers with ours. Whoever imports `@tensorflow/tfjs-node-gpu` later gets this module.
 */
export function loadTensorflow({ nodeGpu, binding, library }: Installation): NodeGpu {
  restoreUtil();
  keepMemory();
  const quiet = process.env.TF_CPP_MIN_LOG_LEVEL === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (library?.nvidiaDirectory !== undefined) preloadNvidia(library.nvidiaDirectory);
  const require = createRequire(join(nodeGpu, 'package.json'));
  return withNodePreGyp(require, { find: () => binding }, () => {
    const load = () => require(nodeGpu) as NodeGpu;
    return quiet ? loadQuietly(load) : load();
  });
}

/** Puts a stand-in in the place of the module node-pre-gyp while a module that requires it is loaded. */
function withNodePreGyp<Result>(require: NodeJS.Require, standIn: object, load: () => Result): Result {
  const path = require.resolve('@mapbox/node-pre-gyp');
  const before = require.cache[path];
  const module = new Module(path);
  require.cache[path] = Object.assign(module, { exports: standIn, loaded: true });
  try {
    return load();
  } finally {
    if (before === undefined) delete require.cache[path];
    else require.cache[path] = before;
  }
}
