import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readConfigFile } from '../../options/configFile.js';
import { withFallbacks } from '../../options/option.js';
import { type GivenTrainOptions, type TrainConfig, trainOptions } from '../../options/trainOptions.js';
import { withPlugins } from '../../plugins/withPlugins.js';
import { withVersions } from '../../plugins/withVersions.js';
import { balanceOf, type Preset } from '../../presets/preset.js';
import { findPreset } from '../../presets/presets.js';
import { storedOptions } from '../../run/runContent.js';
import { latestRunFolder, newRunFolder, type RunFiles, runFiles } from '../../run/runFolder.js';
import { UsageError } from '../../usageError.js';
import { requireContinuable } from './requireContinuable.js';

/** What `train` is to do. */
export interface TrainRequest {
  readonly preset: Preset;
  readonly config: TrainConfig;
  readonly files: RunFiles;
  /** What was said on the command line and in the config file. */
  readonly said: GivenTrainOptions;
}

/**
 * The effective configuration: the command line, before the config file, before the stored configuration where a run
 * is resumed, before the fallbacks.
 *
 * @param commandLine what was given there, `config` among it
 * @throws UsageError when something doesn't fit, or contradicts the run that is resumed
 * @throws Error when a file of the run that is resumed is damaged
 */
export async function trainRequest(commandLine: GivenTrainOptions & { config?: string }): Promise<TrainRequest> {
  const { config: file, ...given } = commandLine;
  const fromFile = file === undefined ? {} : await readConfigFile(file, trainOptions);
  const said = withVersions(withAbsolutePaths({ ...fromFile, ...given }));
  return said.resume ? resumedRequest(said) : newRequest(said);
}

async function newRequest(said: GivenTrainOptions): Promise<TrainRequest> {
  const config = withFallbacks(trainOptions, said);
  const preset = await withPlugins(findPreset(config.preset), config);
  const files = runFiles(config.run ?? newRunFolder(preset.name));
  return { preset, files, said, config: withBalance(config, preset) };
}

async function resumedRequest(said: GivenTrainOptions): Promise<TrainRequest> {
  const files = runFiles(said.run ?? latestRunFolder());
  const stored = await storedOptions(files);
  requireAgreement(files.folder, said, stored);
  const config = withFallbacks(trainOptions, { ...stored, ...said });
  await requireContinuable(files, config.steps);
  const preset = await withPlugins(findPreset(config.preset), config);
  return { preset, files, said, config: withBalance(config, preset) };
}

/** A run is resumed from other places too. */
function withAbsolutePaths(said: GivenTrainOptions): GivenTrainOptions {
  const paths = (['corpus', 'validation', 'test'] as const).flatMap((name) => {
    const path = said[name];
    return path === undefined ? [] : [[name, resolve(path)] as const];
  });
  return { ...said, ...Object.fromEntries(paths) };
}

/** A run stores the weights that it trains with, whoever chose them. */
function withBalance(config: TrainConfig, preset: Preset): TrainConfig {
  const { importance, load } = balanceOf(preset, { importance: config.importanceWeight, load: config.loadWeight });
  return { ...config, importanceWeight: importance, loadWeight: load };
}

/** Options that a resumed run may always change: they change nothing that its steps compute, but for the noise of other ranks. */
const harmless: readonly string[] = [
  'steps',
  'evaluateEvery',
  'checkpointEvery',
  'device',
  'ranks',
  'expertRanks',
  'run',
  'resume',
  'oversubscribe',
  'sampleWords',
  'json',
] satisfies readonly (keyof TrainConfig)[];

/** Options that a resumed run may change to learn otherwise from here on, as after a loss that went astray. */
export const learningChanges = [
  'learningRate',
  'warmup',
  'cooldown',
  'clip',
] as const satisfies readonly (keyof TrainConfig)[];

const changeable: readonly string[] = [...harmless, ...learningChanges];

function requireAgreement(folder: string, said: GivenTrainOptions, stored: GivenTrainOptions): void {
  const before: { readonly [name: string]: unknown } = stored;
  for (const [name, value] of Object.entries(said)) {
    if (changeable.includes(name) || isDeepStrictEqual(value, before[name])) continue;
    throw new UsageError(
      `${folder} was begun with ${name} ${JSON.stringify(before[name])}, and ${JSON.stringify(value)} would make it ` +
        `another run; leave it out to resume, or start a new run without --resume ` +
        `(${[...harmless.slice(0, 6), ...learningChanges].join(', ')} may change)`,
    );
  }
}
