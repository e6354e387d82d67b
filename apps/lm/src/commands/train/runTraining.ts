import type { Vocabulary } from '@outrageous/trainer';
import { writing } from '@outrageous/trainer/node';
import { openCorpus, tokenizers } from '../../corpus/openCorpus.js';
import { splitNames } from '../../corpus/splitCorpus.js';
import { encodeParts, vocabularyFor } from '../../corpus/textData.js';
import { adviceOnUnknown, describeShares, type UnknownShares, unknownShares } from '../../corpus/unknownShares.js';
import { beginOn } from '../../device/begin.js';
import { grouped } from '../../format/numbers.js';
import type { DeviceName } from '../../options/deviceOption.js';
import type { GivenTrainOptions } from '../../options/trainOptions.js';
import { requireRoom } from '../../plan/requireRoom.js';
import { joinTeam } from '../../ranks/joinTeam.js';
import { lastToSpeak } from '../../ranks/lastToSpeak.js';
import { startRanks } from '../../ranks/startRanks.js';
import type { Team } from '../../ranks/team.js';
import { storeConfig, storedVocabulary, storeVocabulary } from '../../run/runContent.js';
import { createRunFolder, requireNoRun } from '../../run/runFolder.js';
import { lockRun } from '../../run/runLock.js';
import { asUsageError } from '../../usageError.js';
import { cutText, type SessionText, startSession } from './session.js';
import { trainRequest, type TrainRequest } from './trainRequest.js';
import { trainSession } from './trainSession.js';

/**
 * `outrageous-lm train`: everything is checked and read before the run's folder is made.
 *
 * With several ranks, it starts them and waits; each of them then comes here again and finds the others.
 *
 * @throws UsageError when something given is refused
 * @throws DeviceError when the device can't be had
 * @throws MpiSetUpError when MPI can't be had
 * @throws JobError when ranks that were started here failed, or were stopped
 * @throws Interruption when a signal stopped it; the run is saved then
 * @throws Error when the loss went astray, with the checkpoint that is kept
 */
export async function runTraining(commandLine: GivenTrainOptions & { config?: string }): Promise<void> {
  const request = await trainRequest(commandLine);
  const { worldCommunicator } = await import('@outrageous/parallel/node');
  const world = worldCommunicator();
  if (world.size === 1) requireRoom({ ...request, words: FEWEST_WORDS, ranks: request.config.ranks ?? 1 });
  if (world.rank === 0 && !request.config.resume) requireNoRun(request.files);
  const { ranks = 1 } = request.config;
  if (world.size === 1 && ranks > 1) return startRanks(ranks, request.files.folder, request.config.oversubscribe);
  await lastToSpeak(world, () => trainAs(joinTeam(world, request), request));
}

/** Of a text that isn't read yet. */
const FEWEST_WORDS = 3;

async function trainAs(team: Team, request: TrainRequest): Promise<void> {
  const text = await readText(request, team);
  await requireRoomFor(text, request, team);
  const { name, why } = deviceFor(request, team);
  const device = await beginOn(name, team.say, why);
  const unlock = await openRunFolder(request, text, team);
  try {
    await trainSession(startSession(request, text, team), request, device.name);
  } finally {
    unlock();
  }
}

/** Now that the words are known. Whoever has started the ranks knows how many the machine's cores are for. */
async function requireRoomFor({ vocabulary }: SessionText, request: TrainRequest, { world }: Team): Promise<void> {
  const { localRanks, thisMachine } = await import('@outrageous/parallel/node');
  const sizes = { words: vocabulary.size, ranks: world.size, here: Math.min(world.size, localRanks()) };
  requireRoom({ ...request, ...sizes }, { ...thisMachine(), cores: Infinity });
}

/** What several ranks compute with must be one that can be read at once. */
function deviceFor({ config }: TrainRequest, { world }: Team): { readonly name: DeviceName; readonly why?: string } {
  if (config.device !== 'auto' || world.size === 1) return { name: config.device };
  return { name: 'tensorflow', why: 'of the devices that several ranks can read at once, it is the fastest' };
}

async function readText({ config, files }: TrainRequest, team: Team): Promise<SessionText> {
  const corpus = await asUsageError(() => openCorpus(config));
  const { version } = tokenizers[config.format];
  const vocabulary = config.resume
    ? await storedVocabulary(files, version)
    : await vocabularyFor(corpus, config.vocabulary);
  const data = await encodeParts(corpus, vocabulary);
  const sizes = `${grouped(data.train.length)} to train, ${grouped(data.validation.length)} to validate, ${grouped(data.test.length)} to test`;
  team.say(`text: ${corpus.train.source}: ${sizes}; ${grouped(vocabulary.size)} different words\n`);
  const shares = unknownShares(data, vocabulary);
  tellUnknown(shares, vocabulary, team);
  return { vocabulary, unknownShares: shares, batches: await asUsageError(() => cutText(data, config, team)) };
}

function tellUnknown(shares: UnknownShares, { words }: Vocabulary, team: Team): void {
  team.say(`${describeShares(shares)}\n`);
  const worst = splitNames.reduce((a, b) => (shares[b] > shares[a] ? b : a));
  const advice = adviceOnUnknown(shares[worst], `the ${worst} part`, words);
  if (advice !== undefined) team.say(`${advice}\n`);
}

/**
 * The first process keeps the run's files. The configuration comes last: what has none is no run. That of a run which is
 * resumed changes when its checkpoint was restored.
 */
async function openRunFolder(
  { config, files }: TrainRequest,
  { vocabulary }: SessionText,
  { world }: Team,
): Promise<() => void> {
  if (world.rank > 0) return () => undefined;
  await createRunFolder(files);
  const unlock = await writing(`the run ${files.folder}`, () => Promise.resolve().then(() => lockRun(files.folder)));
  if (config.resume) return unlock;
  await storeVocabulary(files, vocabulary, tokenizers[config.format].version);
  await storeConfig(files, { ...config, ranks: world.size });
  return unlock;
}
