import { expect, it } from 'vitest';
import { namesOf } from './names.js';

it('names a plugin after its package', () => {
  expect(namesOf('@me/cosine-gate-2')).toEqual({
    package: '@me/cosine-gate-2',
    folder: 'cosine-gate-2',
    factory: 'cosineGate2',
    type: 'CosineGate2',
  });
});

it.each(['', 'CosineGate', '2nd-gate', '../gate', 'cosine gate', '@me/', '@me/a/b', 'gate-'])(
  "says what name '%s' should be like",
  (name) => {
    expect(() => namesOf(name)).toThrow(
      `got the name '${name}', needs one of a package in lower case, such as cosine-gate or @me/cosine-gate`,
    );
  },
);
