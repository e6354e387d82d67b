import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkOptions, optional, type Kind } from '@outrageous/core/options';
import { isJsonObject, jsonIn, type JsonValue } from '../checkpoint/json.js';
import { isMissing, reasonOf, writing } from './reasonOf.js';
import { writeWhole } from './writeWhole.js';

/** What was measured at one step; an entry that is `undefined` is left out. */
export interface MetricsRecord {
  readonly step: number;
  readonly [name: string]: JsonValue | undefined;
}

/** A file that grows by one line of JSON for each record. */
export interface MetricsFile {
  readonly path: string;
  /** Writes the line at once, so that nothing of it is lost when the process is killed. */
  append(record: MetricsRecord): Promise<void>;
  /** Records can't be appended afterwards. */
  close(): Promise<void>;
}

/** How a file of metrics is opened. */
export interface MetricsOptions {
  /**
   * Records of later steps are dropped: with the step of the checkpoint that a run goes on from, and 0 for a run
   * that starts anew, the file has each step once. Default: all are kept.
   */
  readonly keepUpTo?: number;
}

/**
 * Opens a file of metrics, one JSON object per line, and makes it where there is none.
 *
 * A last line that a killed process left half-written is dropped.
 *
 * @throws RangeError when `keepUpTo` is no step; the file stays as it was
 * @throws Error that names the line when the file has others that are no records, or the file when it can't be written;
 *   it stays as it was
 * @example
 * ```ts
 * const metrics = await openMetrics('runs/first/metrics.jsonl', { keepUpTo: training.optimizer.step });
 * for await (const { step, loss } of train(task, training, options)) await metrics.append({ step, loss });
 * await metrics.close();
 * ```
 */
export async function openMetrics(path: string, options: MetricsOptions = {}): Promise<MetricsFile> {
  const { keepUpTo = Infinity } = checkOptions('openMetrics', options, { keepUpTo: optional(stepKind) });
  const lines = await linesOf(path);
  const what = `metrics: ${path}`;
  const file = await writing(what, async () => {
    await mkdir(dirname(path), { recursive: true });
    await tidy(path, lines, keepUpTo);
    return open(path, 'a');
  });
  return {
    path,
    append: (record) => writing(what, () => file.appendFile(`${JSON.stringify(record)}\n`)),
    close: () => file.close(),
  };
}

/**
 * The records of a file of metrics; a last line that isn't finished yet is left out.
 *
 * @throws Error that names the line when the file has others that are no records, or the file when it can't be read
 * @example
 * ```ts
 * const losses = (await readMetrics('runs/first/metrics.jsonl')).map(({ loss }) => loss);
 * ```
 */
export async function readMetrics(path: string): Promise<MetricsRecord[]> {
  return (await linesOf(path)).lines.map(({ record }) => record);
}

/** A line of a file, and what it says. */
interface Line {
  readonly text: string;
  readonly record: MetricsRecord;
}

interface Lines {
  /** The whole file. */
  readonly text: string;
  readonly lines: readonly Line[];
}

/** All lines that end; what follows the last line feed was never finished. */
async function linesOf(path: string): Promise<Lines> {
  const text = await textOf(path);
  const ended = text.split('\n').slice(0, -1);
  return { text, lines: ended.map((line, i) => ({ text: line, record: recordOf(line, `${path}:${i + 1}`) })) };
}

/** Leaves the records up to a step. */
async function tidy(path: string, { text, lines }: Lines, keepUpTo: number): Promise<void> {
  const kept = lines.filter(({ record }) => record.step <= keepUpTo);
  const next = kept.map((line) => `${line.text}\n`).join('');
  if (next !== text) await writeWhole(path, [new TextEncoder().encode(next)]);
}

const stepKind: Kind = {
  needs: 'the step that a run goes on from, 0 or more',
  fits: (x) => x === Infinity || (Number.isSafeInteger(x) && Number(x) >= 0),
};

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw new Error(`metrics: ${path} can't be read: ${reasonOf(error)}; check its permissions, or name another file`, {
      cause: error,
    });
  }
}

function recordOf(line: string, where: string): MetricsRecord {
  const record = jsonIn(line);
  if (isRecord(record)) return record;
  throw new Error(
    `openMetrics: ${where} is no record of metrics: got ${line.slice(0, 60)}; needs a JSON object with a "step"; ` +
      'mend or delete the file, or name another (it is damaged, or of another program)',
  );
}

function isRecord(value: JsonValue | undefined): value is MetricsRecord {
  return isJsonObject(value) && Number.isSafeInteger(value.step) && Number(value.step) >= 0;
}
