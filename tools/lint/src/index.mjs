import { arrows } from './arrows.mjs';
import { noChainedOps } from './noChainedOps.mjs';

export { ROOMS, roomOf } from './rooms.mjs';

/** The ESLint plugin of this repository. */
export const outrageous = { rules: { arrows, 'no-chained-ops': noChainedOps } };
