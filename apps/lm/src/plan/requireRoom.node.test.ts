import { expect, it } from 'vitest';
import { findPreset, presets } from '../presets/presets.js';
import { requireRoom, type RoomRequest } from './requireRoom.js';

const machine = { cores: 2, memory: 16e9 };

const usual = { batch: 32, time: 20, expertRanks: undefined, oversubscribe: false };

/** What `train` does by itself, but for what is said. */
function request({ preset = 'small-moe-32', words = 10_000, ranks = 1, ...config }: Partial<Asked> = {}): RoomRequest {
  return { preset: findPreset(preset), words, ranks, config: { ...usual, ...config } };
}

interface Asked {
  readonly preset: string;
  readonly words: number;
  readonly ranks: number;
  readonly batch: number;
  readonly time: number;
  readonly oversubscribe: boolean;
}

it('has room for what is usual', () => {
  for (const { name } of presets.filter(({ name }) => name.startsWith('small'))) {
    for (const ranks of [1, 2, 4]) {
      expect(() => requireRoom(request({ preset: name, ranks }), { cores: 1, memory: 4e9 })).not.toThrow();
    }
  }
});

it.each<[asked: Partial<Asked>, message: RegExp]>([
  [
    { ranks: 1000 },
    /^small-moe-32 with --batch 32, --time 20 and --ranks 1000 needs 2\d\d MB a process \(parameters [\d.]+ MB, optimizer .*, and 200 MB beside\): that is more than this machine has: 1,000 processes on 2 cores, which are for 16 \(8 each\), and 1,000 × 2\d\d MB = 2\d\d GB of memory, of which there are 16 GB\. Choose a smaller --batch, .*; --oversubscribe tries it all the same$/,
  ],
  [
    { batch: 1e6 },
    /with --batch 1000000, --time 20 needs [\d.]+ TB a process .*: [\d.]+ TB of memory, of which there are/,
  ],
  [{ time: 1e9 }, /activations [\d.]+ PB/],
  [{ words: 1e9 }, /parameters [\d.]+ TB/],
  [{ preset: 'moe-131072-h' }, /^moe-131072-h with --batch 32, --time 20 needs 1\.\d+ TB a process/],
  [{ preset: 'moe-131072-h', ranks: 16 }, /16 × [\d.]+ GB = [\d.]+ TB of memory, of which there are 16 GB/],
])('refuses %j with the arithmetic', (asked, message) => {
  expect(() => requireRoom(request(asked), machine)).toThrow(message);
  expect(() => requireRoom(request({ ...asked, oversubscribe: true }), machine)).not.toThrow();
});

it('counts the processes on this machine alone', () => {
  const large = { cores: 2, memory: 1e9 };
  expect(() => requireRoom(request({ ranks: 8 }), large)).toThrow('8 × ');
  expect(() => requireRoom({ ...request({ ranks: 8 }), here: 2 }, large)).not.toThrow();
});
