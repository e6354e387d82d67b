import { worldCommunicator } from '../index.js';

/**
 * All ranks wait: the first one hears signals meanwhile, and lets the others go when it is stopped; they wait inside of
 * MPI, and hear nothing.
 */
const { rank, barrier } = worldCommunicator();
process.stdout.write(`rank ${rank} is ${process.pid}\n`);
if (rank === 0) {
  const idle = setInterval(() => undefined, 1000);
  process.once('SIGTERM', () => {
    process.stdout.write('stopping\n');
    barrier();
    clearInterval(idle);
  });
} else {
  process.on('SIGTERM', () => undefined);
  barrier();
}
