import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonValue } from '../checkpoint/json.js';
import { isMissing } from './reasonOf.js';
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
 * @throws Error that names the line when the file has others that are no records
 * @example
 * ```ts
 * const metrics = await openMetrics('runs/first/metrics.jsonl', { keepUpTo: training.optimizer.step });
 * for await (const { step, loss } of train(task, training, options)) await metrics.append({ step, loss });
 * await metrics.close();
 * ```
 */
export async function openMetrics(path: string, { keepUpTo = Infinity }: MetricsOptions = {}): Promise<MetricsFile> {
  await mkdir(dirname(path), { recursive: true });
  await tidy(path, keepUpTo);
  const file = await open(path, 'a');
  return {
    path,
    append: async (record) => file.appendFile(`${JSON.stringify(record)}\n`),
    close: () => file.close(),
  };
}

/** Leaves the records up to a step. */
async function tidy(path: string, keepUpTo: number): Promise<void> {
  const text = await textOf(path);
  const kept = wholeLines(text).filter((line, i) => stepOf(line, `${path}:${i + 1}`) <= keepUpTo);
  const next = kept.map((line) => `${line}\n`).join('');
  if (next !== text) await writeWhole(path, [new TextEncoder().encode(next)]);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

/** All lines that end; what follows the last line feed was never finished. */
function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function stepOf(line: string, where: string): number {
  try {
    const { step } = JSON.parse(line) as { step?: unknown };
    if (typeof step === 'number') return step;
  } catch {
    // Said below.
  }
  throw new Error(
    `openMetrics: ${where} is no record of metrics: got ${line.slice(0, 60)}; needs a JSON object with a "step"; ` +
      'mend or delete the file, or name another',
  );
}
