import { findModule } from './findModule.js';
import { type PluginConfig, pluginKinds } from './pluginConfig.js';
import { parseReference, referenceText } from './reference.js';

/**
 * The same options, each part by name with the version of its package, or the whole path of its file: so a run is
 * continued with what it was begun with, and from wherever.
 *
 * @throws UsageError when a module isn't there, or has another version than the one that is named
 */
export function withVersions<Said extends PluginConfig>(said: Said): Said {
  const exact = pluginKinds.flatMap((kind) => {
    const text = said[kind];
    return text === undefined ? [] : [[kind, exactReference(`--${kind} ${text}`, text)] as const];
  });
  return { ...said, ...Object.fromEntries(exact) };
}

function exactReference(name: string, text: string): string {
  const reference = parseReference(text);
  return referenceText({ ...reference, version: findModule(name, reference).version });
}
