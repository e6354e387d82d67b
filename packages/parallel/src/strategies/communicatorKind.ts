import type { Kind } from '@outrageous/core/options';

/** Anything that says which of how many ranks it is, and how they reach each other. */
export const communicatorKind: Kind = {
  needs: 'a communicator, such as singleProcess(), or mpiCommunicator() of @outrageous/parallel/node',
  fits: (x) => typeof x === 'object' && x !== null && ['rank', 'size', 'allReduce', 'split'].every((name) => name in x),
};
