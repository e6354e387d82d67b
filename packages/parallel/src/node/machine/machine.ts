import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';

/** What a machine, or the container that this process is in, has for processes. */
export interface Machine {
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
}

/** This machine, or of it what the container of this process may use. */
export function thisMachine(): Machine {
  return withLimits(
    { cores: availableParallelism(), memory: totalmem() },
    { memory: process.constrainedMemory(), cores: Math.min(...coreLimits(textOf)) },
  );
}

/**
 * A machine of which no more may be used than limits say.
 *
 * @param limits of a container; a memory of 0, or more than there is, limits nothing, nor does an infinity
 */
export function withLimits(machine: Machine, limits: Machine): Machine {
  return {
    cores: Math.max(1, Math.floor(Math.min(machine.cores, limits.cores))),
    memory: Math.min(machine.memory, limits.memory || machine.memory),
  };
}

/**
 * Cores that each control group around this process may use, Infinity where there is no limit: Node tells of those that a
 * process is bound to, and not of a share of their time, which is what containers are given.
 *
 * @param read the text of a file; undefined where there is none
 */
export function coreLimits(read: (file: string) => string | undefined): readonly number[] {
  return groupsOf(read('/proc/self/cgroup') ?? '').flatMap((folder) => [
    shareOf(read(join(folder, 'cpu.max'))?.split(' ')),
    shareOf([read(join(folder, 'cpu.cfs_quota_us')), read(join(folder, 'cpu.cfs_period_us'))]),
  ]);
}

/** Where the files of the groups are, the innermost first: of version 2 (`0::/a/b`), and of version 1 (`4:cpu,cpuacct:/a/b`). */
function groupsOf(list: string): string[] {
  return list.split('\n').flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') return upwards('/sys/fs/cgroup', path);
    return controllers.split(',').includes('cpu') ? upwards('/sys/fs/cgroup/cpu', path) : [];
  });
}

/** A folder, and those around it. */
function upwards(root: string, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, i) => join(root, ...parts.slice(0, parts.length - i)));
}

/** Quota ÷ period: `max` and −1 are none. */
function shareOf([quota, period]: readonly (string | undefined)[] = []): number {
  const share = Number(quota) / Number(period);
  return share > 0 ? share : Infinity;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
