import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A process, and the one that started it. */
interface Started {
  readonly id: number;
  readonly by: number;
  readonly command: string;
}

/** The ranks of a job: those of the processes that a launcher started, and that started none themselves, which are Node. */
export async function ranksOf(launcher: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,comm=']);
  const processes = stdout.split('\n').flatMap(processIn);
  const last = processes.filter(({ id }) => processes.every(({ by }) => by !== id));
  return last.filter((one) => one.command.includes('node') && isBelow(one, launcher, processes)).map(({ id }) => id);
}

function processIn(line: string): Started[] {
  const [, id, by, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
  return command === undefined ? [] : [{ id: Number(id), by: Number(by), command }];
}

function isBelow({ by }: Started, launcher: number, processes: readonly Started[]): boolean {
  if (by === launcher) return true;
  const parent = processes.find(({ id }) => id === by);
  return parent !== undefined && isBelow(parent, launcher, processes);
}
