import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { grouped } from '../../format/numbers.js';
import { writeTables } from '../writeTables.js';
import { descriptions, qualityOf, speedOf } from './gateColumns.js';
import { type GateResults, gateResults, type GateSpeedResults, gateSpeedResults } from './gateResult.js';
import { gatesTable } from './gatesTable.js';

/** Where the comparison of gates is written. */
export interface GatesPage {
  /** The folder of the results. */
  readonly results: string;
  /** The page that has their table. */
  readonly page: string;
}

/** Puts the tables into the page again, from the results that there are. */
export async function updateGatesPage({ results, page }: GatesPage): Promise<void> {
  const quality = await readResults(join(results, 'gates.json'), gateResults);
  const speed = await readResults(join(results, 'gate-speeds.json'), gateSpeedResults);
  await writeTables(page, { gates: gatesTable([descriptions]), 'gate-results': describeResults(quality, speed) });
}

/** The table of results, and what they were measured on. */
export function describeResults(quality?: GateResults, speed?: GateSpeedResults): string {
  const columns = [...(quality ? [qualityOf(quality.runs)] : []), ...(speed ? [speedOf(speed.speeds)] : [])];
  return `${gatesTable(columns)}\n\n${measuredOn(quality, speed).join(' ')}`;
}

/** Times have a place of their own only where it is another. */
function measuredOn(quality?: GateResults, speed?: GateSpeedResults): string[] {
  const [trained, timed] = [quality, speed].map((one) => one && `${one.device} (${one.machine})`);
  return [
    ...(quality && trained ? [`Measured after ${grouped(quality.steps)} steps, on ${trained}.`] : []),
    ...(timed && timed !== trained ? [`Times are from ${timed}.`] : []),
  ];
}

async function readResults<Schema extends v.GenericSchema>(
  file: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  return existsSync(file) ? v.parse(schema, JSON.parse(await readFile(file, 'utf8'))) : undefined;
}
