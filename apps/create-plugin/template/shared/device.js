import { env } from 'node:process';
import { startDevice } from '@outrageous/backends';

await startDevice(env.DEVICE);
