import { expect, it } from 'vitest';
import { describeWithMpi } from './test/describeWithMpi.js';
import { startRanks } from './test/startRanks.js';

await describeWithMpi('gradients of several ranks', () => {
  it('are summed where ranks have them as rows, as a whole, or not at all', async () => {
    const { code, stdout, stderr } = await startRanks(3, 'gradientsRank').ended;
    expect(code, stderr).toBe(0);
    const sums = 'mixed: 3,1,1,1,2; sparse: rows 1,3 of 12,1; reached by one: 7,8';
    expect(stdout.trim().split('\n').sort()).toEqual([0, 1, 2].map((rank) => `rank ${rank}: ${sums}`));
  });
});
