import { joinWorld } from '../mpi/joinWorld.js';
import { loadMpi } from '../mpi/library.js';
import { requireMpi } from '../world.js';

/** Moves more numbers at once than an int can count, and says what came at the end of them. */
const length = 2 ** 31 + 8;
const { rank, broadcast } = joinWorld(loadMpi(requireMpi().library));
const numbers = new Uint8Array(length);
if (rank === 0) numbers.set([1, 2, 3], length - 3);
broadcast(numbers, 0).wait();
process.stdout.write(`rank ${rank}: ${numbers.subarray(-4).join()}\n`);
