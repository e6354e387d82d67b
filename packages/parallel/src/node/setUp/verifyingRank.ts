import { joinWorld } from '../mpi/joinWorld.js';
import { loadMpi } from '../mpi/library.js';

/** One of the two ranks that {@link verify} starts: the library's path is its parameter. */
const { rank, size, allReduce } = joinWorld(loadMpi(process.argv[2]));
const sum = new Float32Array(1);
allReduce(Float32Array.of(rank + 1), sum).wait();
if (size !== 2 || sum[0] !== 3) throw new Error(`the sum of 1 and 2 over ${size} ranks is ${sum[0]}`);
