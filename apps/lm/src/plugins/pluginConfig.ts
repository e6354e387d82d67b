import type { GivenTrainOptions } from '../options/trainOptions.js';

/** The parts that may be named. */
export const pluginKinds = ['gate', 'experts', 'layer'] as const;

/** One of them. */
export type PluginKind = (typeof pluginKinds)[number];

/** What options say of parts by name. */
export type PluginConfig = Pick<GivenTrainOptions, PluginKind | `${PluginKind}Options`>;
