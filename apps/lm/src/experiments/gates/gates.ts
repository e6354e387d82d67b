import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { stateOfTheUnion } from '../../corpus/stateOfTheUnion.js';
import { encodeParts, vocabularyFor } from '../../corpus/textData.js';
import { beginOn } from '../../device/begin.js';
import type { DeviceName } from '../../options/deviceOption.js';
import { writeResults } from '../writeResults.js';
import { type ComparedGate, comparedGates } from './comparedGates.js';
import { qualityOf } from './gateColumns.js';
import { gateResult } from './gateResult.js';
import { type GateRun, type GateText, runGate } from './gateRun.js';
import { type GatesPage, updateGatesPage } from './gatesPage.js';
import { gatesTable } from './gatesTable.js';

/** What {@link gates} does. */
export interface GatesOptions extends GatesPage {
  /** Names of gates, all where none is given: the others' results are taken from runs that are done. */
  readonly gates: readonly string[];
  readonly seeds: number;
  readonly steps: number;
  readonly device: DeviceName;
  /** Where the runs lie; those that are done are kept. */
  readonly runs: string;
}

/** Trains the same model with every gate and every seed, seed after seed, and writes the results after each run. */
export async function gates(options: GatesOptions): Promise<void> {
  const chosen = options.gates.length === 0 ? comparedGates : options.gates.map(findGate);
  const { description } = await beginOn(options.device);
  const text = await textOf();
  await mkdir(options.runs, { recursive: true });
  for (let seed = 0; seed < options.seeds; seed++) {
    for (const gate of chosen) {
      await runOnce({ gate, seed, steps: options.steps }, text, options.runs);
      await writeAll(options, description);
    }
  }
}

async function textOf(): Promise<GateText> {
  const corpus = stateOfTheUnion();
  const vocabulary = await vocabularyFor(corpus, 10_000);
  return { vocabulary, data: await encodeParts(corpus, vocabulary) };
}

/** A run that is done is not repeated; one that was interrupted begins again. */
async function runOnce(run: GateRun, text: GateText, folder: string): Promise<void> {
  const file = fileOf(run, folder);
  if (existsSync(file)) return;
  const result = await runGate(run, text);
  const { perplexity, balance } = result.validation;
  const said = `validation perplexity ${perplexity.toFixed(2)}, max/mean load ${balance.maxOverMeanLoad.toFixed(2)}`;
  process.stderr.write(`${run.gate.name}, seed ${run.seed}: ${said}\n`);
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}

/** All runs of so many steps that are done, of whichever gates. */
async function writeAll(options: GatesOptions, device: string): Promise<void> {
  const { seeds, steps, runs: folder, results } = options;
  const all = comparedGates.flatMap((gate) => Array.from({ length: seeds }, (_, seed) => ({ gate, seed, steps })));
  const files = all.map((run) => fileOf(run, folder)).filter((file) => existsSync(file));
  const runs = await Promise.all(
    files.map(async (file) => v.parse(gateResult, JSON.parse(await readFile(file, 'utf8')))),
  );
  await writeResults(results, {
    name: 'gates',
    json: { device, steps, runs },
    markdown: gatesTable([qualityOf(runs)]),
  });
  await updateGatesPage(options);
}

function fileOf({ gate, seed, steps }: GateRun, folder: string): string {
  return join(folder, `${gate.name}-seed-${seed}-steps-${steps}.json`);
}

function findGate(name: string): ComparedGate {
  const found = comparedGates.find((gate) => gate.name === name);
  if (found) return found;
  throw new RangeError(
    `gates: there is no gate '${name}' to compare; there are ${comparedGates.map((gate) => gate.name).join(', ')}`,
  );
}
