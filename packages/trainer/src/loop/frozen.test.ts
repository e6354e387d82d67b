import { leaves, mapParameters, type Parameter } from '@outrageous/core';
import { expect, it } from 'vitest';
import { savedTensors } from '../checkpoint/savedTensors.js';
import { tinyTask } from '../test/tinyTask.js';
import { lossesOf, withTrial } from '../test/trial.js';

const isWord = ({ name }: Pick<Parameter, 'name'>) => name === 'embedding';

/** The numbers of the vectors of words, and of all else. */
async function numbersOf(parameters: readonly Parameter[]): Promise<Float32Array[]> {
  const [words, rest] = [parameters.filter(isWord), parameters.filter((parameter) => !isWord(parameter))];
  // Copies: some devices give their own memory, which an optimizer may write into.
  return Promise.all([...words, ...rest].map(async (parameter) => (await parameter.read().data<'float32'>()).slice()));
}

it('leaves frozen parameters as they are, remembers nothing for them, and saves them', async () => {
  const task = tinyTask();
  const parameters = mapParameters(task.parameters, (one) => (isWord(one) ? { ...one, frozen: true } : one));
  await withTrial({ ...task, parameters }, async (training, still) => {
    const [words, ...rest] = await numbersOf(leaves(parameters));
    await lossesOf(still, training, 3);
    const [wordsAfter, ...restAfter] = await numbersOf(leaves(parameters));
    expect(wordsAfter).toEqual(words);
    for (const [i, after] of restAfter.entries()) expect(after).not.toEqual(rest[i]);
    const names = savedTensors(training).map(({ name }) => name);
    expect(names.filter((name) => name.includes('embedding'))).toEqual(['parameters/embedding']);
    expect(names.some((name) => name.startsWith('optimizer/softmax'))).toBe(true);
  });
});
