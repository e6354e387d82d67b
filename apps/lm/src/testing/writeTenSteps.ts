import { writeFile } from 'node:fs/promises';
import { startDevice } from '@outrageous/backends';
import { tenSteps } from './tenSteps.js';

/**
 * Writes what every device must agree with, from the tensorflow device:
 *
 *     npx tsx --conditions=outrageous-source apps/lm/src/testing/writeTenSteps.ts
 */
const { description } = await startDevice('tensorflow');
const losses = await tenSteps();
const file = new URL('./tenSteps.json', import.meta.url);
await writeFile(file, `${JSON.stringify({ device: description, losses }, null, 2)}\n`);
