import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder with a socket for each rank of a launched job, on which it is connected as long as it lives. */
const variable = 'OUTRAGEOUS_JOB';

/** What a rank says when it ends well. */
const farewell = '.';

/** A job that {@link launch} starts. */
export interface Job {
  /** What its ranks find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** The rank that ended first without a farewell; undefined if none has. */
  firstLost(): number | undefined;
  end(): Promise<void>;
}

/** Prepares a job, which ends with {@link Job.end}. */
export async function openJob(ranks: number): Promise<Job> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-job-'));
  const lost: number[] = [];
  const servers = Array.from({ length: ranks }, (_, rank) =>
    createServer((socket) => listen(socket, () => lost.push(rank))).listen(socketOf(rank, folder)),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return {
    environment: { [variable]: folder },
    firstLost: () => lost[0],
    async end() {
      for (const server of servers) server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Hears the end of a rank, not its closing: of ranks that end at a time, Node closes the last one first. */
function listen(socket: Socket, onLost: () => void): void {
  let words = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => (words += text));
  socket.once('end', () => words === farewell || onLost());
}

/** Connects this process with the launcher, if there is one. The system does so at once, before the event loop turns. */
export function joinJob(rank: number, environment: NodeJS.ProcessEnv): void {
  const folder = environment[variable];
  if (folder === undefined) return;
  // Without the connection nothing is lost but the rank in a message.
  const socket = connect(socketOf(rank, folder)).on('error', () => undefined);
  socket.unref();
  process.once('exit', (code) => code === 0 && socket.write(farewell));
}

function socketOf(rank: number, folder: string): string {
  return join(folder, `${rank}`);
}
