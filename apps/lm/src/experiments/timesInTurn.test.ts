import { expect, it } from 'vitest';
import { stepTime, timesInTurn } from './timesInTurn.js';

it('gives every training its turn, in the same order each time', async () => {
  const turns: string[] = [];
  const trainings = ['a', 'b'].map((name) => ({
    run: (steps: number) => Promise.resolve(void turns.push(`${name}${steps}`)),
    dispose: () => undefined,
  }));
  const said: string[] = [];
  const times = await timesInTurn(trainings, { rounds: 2, steps: 5 }, (text) => said.push(text));
  expect(turns).toEqual(['a5', 'b5', 'a5', 'b5', 'a5', 'b5']);
  expect(times.map((own) => own.length)).toEqual([2, 2]);
  expect(said.map((line) => line.split(':')[0])).toEqual(['round 1 of 2', 'round 2 of 2']);
});

it('compares within a round', () => {
  expect(stepTime([20, 60, 20], [10, 30, 20])).toEqual({ milliseconds: 20, ratio: 2 });
});
