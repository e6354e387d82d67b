import { describe, expect, it } from 'vitest';
import { localRanks } from './localRanks.js';
import { coreLimits, thisMachine, withLimits } from './machine.js';
import { mostRanks, shortageOf } from './shortage.js';

/** Files that are nowhere but here. */
const files = (content: Record<string, string>) => (file: string) => content[file];

describe('the cores that control groups leave', () => {
  it.each<[what: string, content: Record<string, string>, cores: number]>([
    ['where there are none', {}, Infinity],
    [
      'of a container that sees itself as the root',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' },
      1.5,
    ],
    ['without a limit', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, Infinity],
    [
      'of a group around that of the process',
      {
        '/proc/self/cgroup': '0::/outer/inner\n',
        '/sys/fs/cgroup/outer/inner/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/outer/cpu.max': '200000 100000\n',
      },
      2,
    ],
    [
      'of version 1',
      {
        '/proc/self/cgroup': '5:memory:/a\n4:cpu,cpuacct:/docker/1f\n',
        '/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_period_us': '100000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '400000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      4,
    ],
    ['whose files are nonsense', { '/proc/self/cgroup': 'x\n0::/../..\n', '/sys/fs/cgroup/cpu.max': 'many' }, Infinity],
  ])('%s', (_, content, cores) => {
    expect(Math.min(...coreLimits(files(content)))).toBe(cores);
  });
});

it('has no more than its container, and one core at least', () => {
  const machine = { cores: 64, memory: 256e9 };
  expect(withLimits(machine, { cores: 1.5, memory: 4e9 })).toEqual({ cores: 1, memory: 4e9 });
  expect(withLimits(machine, { cores: 0.1, memory: 0 })).toEqual({ cores: 1, memory: 256e9 });
  expect(withLimits(machine, { cores: Infinity, memory: 1.8e19 })).toEqual(machine);
});

it('finds this machine', () => {
  const { cores, memory } = thisMachine();
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memory).toBeGreaterThan(1e8);
  expect(shortageOf({ ranks: 1, memory: 1 })).toBeUndefined();
});

const machine = { cores: 2, memory: 16e9 };

it.each([
  [1, 1e9, undefined],
  [16, 1e9, undefined],
  [17, 1e8, '17 processes on 2 cores, which are for 16 (8 each)'],
  [4, 5e9, '4 × 5 GB = 20 GB of memory, of which there are 16 GB'],
  [1, 1.2e15, '1.2 PB of memory, of which there are 16 GB'],
  [
    1000,
    2e8,
    '1,000 processes on 2 cores, which are for 16 (8 each), and 1,000 × 200 MB = 200 GB of memory, of which there are 16 GB',
  ],
])('for %i processes of %d bytes says what is lacking', (ranks, memory, lacking) => {
  expect(shortageOf({ ranks, memory }, machine)).toBe(lacking);
});

it('knows how many fit', () => {
  expect(mostRanks(1e8, machine)).toBe(16);
  expect(mostRanks(5e9, machine)).toBe(3);
  expect(mostRanks(1e12, machine)).toBe(1);
});

it('knows how many others a launcher has started here', () => {
  expect(localRanks({})).toBe(1);
  expect(localRanks({ MPI_LOCALNRANKS: '4' })).toBe(4);
  expect(localRanks({ OMPI_COMM_WORLD_LOCAL_SIZE: '3' })).toBe(3);
  expect(localRanks({ SLURM_NTASKS_PER_NODE: '2' })).toBe(2);
  expect(localRanks({ MPI_LOCALNRANKS: 'many' })).toBe(1);
});
