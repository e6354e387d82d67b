import * as tf from '@tensorflow/tfjs-core';
import { beginOn } from '../device/begin.js';
import { markdownTable } from '../format/markdownTable.js';
import { grouped } from '../format/numbers.js';
import type { DeviceName } from '../options/deviceOption.js';
import { presetTraining } from './presetTraining.js';
import { stateOfTheUnionWords } from './stateOfTheUnionWords.js';
import { writeResults } from './writeResults.js';

/** What {@link memory} does. */
export interface MemoryOptions {
  readonly preset: string;
  readonly steps: number;
  readonly device: DeviceName;
  /** Where the results go. */
  readonly results: string;
}

/** The memory in use between two steps. */
interface MemorySample {
  readonly step: number;
  readonly tensors: number;
  /** In tensors: on the device, or on the host where that computes. */
  readonly tensorBytes: number;
  /** Of the whole process. */
  readonly residentBytes: number;
}

/** How often memory is looked at. */
const EVERY = 100;

/** Trains for many steps, and looks at the memory in use on the way. */
export async function memory({ preset, steps, device, results }: MemoryOptions): Promise<void> {
  const { description } = await beginOn(device);
  const training = presetTraining(preset, await stateOfTheUnionWords());
  const samples: MemorySample[] = [];
  await training.run(steps, ({ step }) => {
    if (step % EVERY !== 0) return;
    samples.push(sampleAt(step));
    process.stderr.write(`${cellsOf(samples[samples.length - 1]).join(', ')}\n`);
  });
  training.dispose();
  await writeResults(results, {
    name: 'memory',
    json: { preset, device: description, samples },
    markdown: tableOf(samples),
  });
}

function sampleAt(step: number): MemorySample {
  const { numTensors: tensors, numBytes: tensorBytes } = tf.memory();
  return { step, tensors, tensorBytes, residentBytes: process.memoryUsage.rss() };
}

function tableOf(samples: readonly MemorySample[]): string {
  const heads = ['step', 'tensors', 'in tensors', 'process'];
  return markdownTable(
    heads.map((head) => ({ head, align: 'right' })),
    samples.map(cellsOf),
  );
}

function cellsOf({ step, tensors, tensorBytes, residentBytes }: MemorySample): (string | number)[] {
  return [
    grouped(step),
    tensors,
    ...[tensorBytes, residentBytes].map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`),
  ];
}
