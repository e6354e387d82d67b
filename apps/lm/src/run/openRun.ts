import type { Vocabulary } from '@outrageous/trainer';
import { type CheckpointInfo, checkpoints } from '@outrageous/trainer/node';
import { calledAs } from '../calledAs.js';
import { tokenizers } from '../corpus/openCorpus.js';
import { beginOn } from '../device/begin.js';
import { grouped } from '../format/numbers.js';
import type { OptionValues } from '../options/option.js';
import type { runOptions } from '../options/runOptions.js';
import type { TrainConfig } from '../options/trainOptions.js';
import { withPlugins } from '../plugins/withPlugins.js';
import { findPreset } from '../presets/presets.js';
import { UsageError } from '../usageError.js';
import { type BuiltTask, buildTask } from './buildTask.js';
import { storedConfig, storedVocabulary } from './runContent.js';
import { latestRunFolder, type RunFiles, runFiles } from './runFolder.js';

/** A trained model, ready to be looked into. */
export interface OpenRun extends BuiltTask {
  readonly files: RunFiles;
  readonly config: TrainConfig;
  readonly vocabulary: Vocabulary;
  readonly checkpoint: CheckpointInfo;
  readonly device: string;
}

/**
 * Opens a run: configuration, vocabulary and a checkpoint, on a device.
 *
 * @throws UsageError when the folder holds no run, or no checkpoint yet, or a part by name is gone or has another version
 * @throws CheckpointError when the checkpoint is broken, or one of another model
 */
export async function openRun(options: OptionValues<typeof runOptions>): Promise<OpenRun> {
  const files = runFiles(options.run ?? latestRunFolder());
  const config = await storedConfig(files);
  await requireCheckpoint(files, options.checkpoint);
  const vocabulary = await storedVocabulary(files, tokenizers[config.format].version);
  const preset = await withPlugins(findPreset(config.preset), config);
  const device = await beginOn(options.device);
  const built = buildTask(preset, { ...config, vocabulary });
  const checkpoint = await checkpoints(files.checkpoints).restoreParameters(options.checkpoint, built.parameters);
  process.stderr.write(
    `run: ${files.folder}, ${config.preset}, its ${options.checkpoint} checkpoint, of step ${grouped(checkpoint.step)}\n`,
  );
  return { ...built, files, config, vocabulary, checkpoint, device: device.name };
}

async function requireCheckpoint(files: RunFiles, which: 'last' | 'best'): Promise<void> {
  const saved = checkpoints(files.checkpoints);
  if (await saved.info(which)) return;
  const advice =
    which === 'best' && (await saved.info('last'))
      ? "it is made at the first validation; '--checkpoint last' takes what there is"
      : `'${calledAs()} train --resume --run ${files.folder}' makes one`;
  throw new UsageError(`${files.folder} has no ${which} checkpoint yet; ${advice}`);
}
