import { worldCommunicator } from '../index.js';

/** Says what it was started with. */
const { rank, size } = worldCommunicator();
const { TF_NUM_INTRAOP_THREADS: threads } = process.env;
process.stdout.write(`rank ${rank} of ${size}: ${process.argv.slice(2).join()} with ${threads} threads\n`);
