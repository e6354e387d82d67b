export { pluginName } from './pluginName.js';
export type { PluginNameOptions } from './pluginName.js';
