import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check, Fact } from '../check.js';
import { resultOf } from '../check.js';
import { commandFact } from '../command.js';
import { inTemporaryFolder } from '../inTemporaryFolder.js';
import type { Packed } from '../packed/pack.js';
import { addDevices, DEVICES, testOnEveryDevice } from './everyDevice.js';
import { copyStrangers, createdFacts, installedFact, KINDS, writeUser } from './projects.js';
import { trainedFacts, type TrainingProject } from './trainedFacts.js';

/**
 * Plugins that know of this repository only what is published: those of the template, and a stranger's. Outside of it,
 * against the packed packages, they pass their tests on every device, and the language model trains with them.
 */
export function pluginsCheck(packedPackages: () => Promise<Packed[]>): Check {
  return {
    name: 'plugins',
    needs: ['build'],
    run: async () =>
      resultOf(await inTemporaryFolder('outrageous-plugins-', async (at) => factsInside(at, await packedPackages()))),
  };
}

async function factsInside(folder: string, packed: readonly Packed[]): Promise<Fact[]> {
  const projects = join(folder, 'projects');
  await mkdir(projects);
  const created = await createdFacts(projects, packed);
  await Promise.all(KINDS.map((kind) => testOnEveryDevice(join(projects, `template-${kind}`))));
  await copyStrangers(projects);
  await addDevices(join(projects, 'strangers'));
  await writeUser(projects);
  const installed = await installedFact(projects, packed);
  const before = [...created, installed];
  if (before.some(({ failure }) => failure !== undefined)) return before;
  const templates = await Promise.all(
    KINDS.map((kind) => testedFacts(join(projects, `template-${kind}`), `template-${kind}`)),
  );
  const strangers = await Promise.all(DEVICES.map((device) => strangersFact(join(projects, 'strangers'), device)));
  return [...before, ...templates.flat(), ...strangers, ...(await modelFacts(projects))];
}

/** The plugin's own tests pass on every device, and it is built. */
async function testedFacts(cwd: string, name: string): Promise<Fact[]> {
  const tested = await commandFact(`${name}: npm test`, ['npm', 'test'], { cwd });
  return [tested, await commandFact(`${name}: npm run build`, ['npm', 'run', 'build'], { cwd })];
}

/** The plugins of examples/strangers-plugins pass their tests on a device. */
function strangersFact(cwd: string, device: string): Promise<Fact> {
  return commandFact(`a stranger's plugins: npm test on ${device}`, ['npm', 'test'], { cwd, env: { DEVICE: device } });
}

/** The language model has plugins from packages, and from files. */
async function modelFacts(projects: string): Promise<Fact[]> {
  const ofPackages: TrainingProject = {
    name: "the template's plugins",
    folder: join(projects, 'user'),
    plugins: {
      gate: 'template-gate#templateGate',
      experts: 'template-experts#templateExperts',
      layer: 'template-cell#templateCell',
    },
  };
  const ofFiles: TrainingProject = {
    name: "a stranger's plugins",
    folder: join(projects, 'strangers'),
    plugins: {
      gate: './sinkhornGate.js#sinkhornGate',
      experts: './scaledExperts.js#scaledExperts',
      layer: './fastGrnn.js#fastGrnn',
    },
  };
  return (await Promise.all([ofPackages, ofFiles].map(trainedFacts))).flat();
}
