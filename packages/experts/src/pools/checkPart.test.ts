import { expect, it } from 'vitest';
import { feedForward } from './feedForward.js';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';
import { poolOf } from './poolOf.js';

const size = { width: 3, hidden: 4 };

const pools = {
  feedForward: () => feedForward({ experts: 4, ...size }),
  poolOf: () =>
    poolOf(
      Array.from({ length: 4 }, () => feedForwardNetwork(size)),
      { width: size.width },
    ),
};

it.each(Object.entries(pools))('%s refuses parts that it does not have', (name, make) => {
  for (const [first, count] of [
    [-1, 2],
    [3, 2],
    [0, 0],
    [0.5, 1],
    [0, NaN],
  ]) {
    expect(() => make().part(first, count)).toThrow(
      `${name}: got a part of ${count} experts from expert ${first} on, needs at least one, and none but 0 to 3`,
    );
  }
});
