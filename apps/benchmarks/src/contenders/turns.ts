import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import type { Communicator } from '@outrageous/core';

/** How a contender hears that it is its turn. */
export interface Turns {
  /** `{"times": n}` for each turn. */
  readonly lines: AsyncIterable<string>;
  /** Whether it answers: one of several ranks that do the work together does. */
  readonly answers: boolean;
}

/** The turns of a process that is alone: lines on its standard input. */
export function ownTurns(): Turns {
  return { lines: createInterface({ input: process.stdin }), answers: true };
}

/**
 * The same turns for all ranks of a job: the first one, who has the standard input, passes them on. Who waits for a turn
 * sleeps, unlike one who waits for a message of MPI, and leaves the processors to other contenders.
 */
export async function sharedTurns(world: Communicator): Promise<Turns> {
  if (world.size === 1) return ownTurns();
  if (world.rank > 0) return { lines: createInterface({ input: connect(await sharedPort(world, 0)) }), answers: false };
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  await sharedPort(world, portOf(server));
  return { lines: passedOn(await connections(server, world.size - 1)), answers: true };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The first rank's number, on every rank. */
async function sharedPort({ broadcast }: Communicator, own: number): Promise<number> {
  const [port] = await tf.tidy(() => broadcast(tf.scalar(own, 'int32'), 0).wait()).data();
  return port;
}

async function connections(server: Server, count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  while (sockets.length < count) await once(server, 'connection');
  server.close();
  return sockets;
}

async function* passedOn(others: readonly Socket[]): AsyncGenerator<string> {
  for await (const line of ownTurns().lines) {
    for (const other of others) other.write(`${line}\n`);
    yield line;
  }
  for (const other of others) other.end();
}
