import { worldCommunicator } from '../index.js';

/** The last rank dies in the way of the parameter, while the others wait for it, and says when. */
const [way] = process.argv.slice(2);
const { rank, size, barrier } = worldCommunicator();
barrier();
if (rank === size - 1) die();
else barrier();

function die(): void {
  process.stdout.write(`dies at ${Date.now()}\n`);
  if (way === 'error') throw new Error('out of luck');
  if (way === 'code') process.exit(3);
  process.kill(process.pid, way);
}
