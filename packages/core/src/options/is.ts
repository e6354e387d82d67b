import type { Kind } from './checkOptions.js';

/** A whole number from 1 up. */
export const size: Kind = { needs: 'a whole number from 1 up', fits: (x) => isWhole(x) && x > 0 };

/** A whole number from 0 up. */
export const count: Kind = { needs: 'a whole number from 0 up', fits: (x) => isWhole(x) && x >= 0 };

/** A number above 0. */
export const positive: Kind = { needs: 'a number above 0', fits: (x) => isFinite(x) && x > 0 };

/** A number from 0 up. */
export const notNegative: Kind = { needs: 'a number from 0 up', fits: (x) => isFinite(x) && x >= 0 };

/** Any number but NaN and the infinities. */
export const finite: Kind = { needs: 'a finite number', fits: isFinite };

/** From 0, included, to 1, excluded: what may be left out, forgotten or decayed. */
export const rate: Kind = { needs: 'in [0, 1)', fits: (x) => isFinite(x) && x >= 0 && x < 1 };

/** true or false. */
export const flag: Kind = { needs: 'true or false', fits: (x) => typeof x === 'boolean' };

/** A string. */
export const text: Kind = { needs: 'a string', fits: (x) => typeof x === 'string' };

/** A function. */
export const callback: Kind = { needs: 'a function', fits: (x) => typeof x === 'function' };

/** A record of any kind. */
export const record: Kind = {
  needs: 'an object',
  fits: (x) => typeof x === 'object' && x !== null && !Array.isArray(x),
};

/** A key of randomness, as `key(0)` gives one. */
export const key: Kind = {
  needs: 'a key, such as key(0)',
  fits: (x) => Array.isArray(x) && (x.length === 2 || x.length === 3) && x.every(isFinite),
};

/** Anything that has parameters and `apply`. */
export const layer: Kind = { needs: 'a layer', fits: (x) => has(x, 'parameters', 'apply') };

/** A layer that goes over sequences. */
export const recurrent: Kind = {
  needs: 'a recurrent layer, such as lstm({ … })',
  hint: 'overTime(layer, { width }) makes one of a layer without a state, unrolled(cell) one of a cell',
  fits: (x) => has(x, 'parameters', 'apply', 'zeroState') && !has(x, 'output'),
};

/** A gate, or a bank of gates. */
export const gate: Kind = {
  needs: 'a gate, such as noisyTopK({ … })',
  fits: (x) => has(x, 'parameters', 'apply', 'groups', 'experts'),
};

/** A pool of experts. */
export const pool: Kind = {
  needs: 'a pool of experts, such as feedForward({ … })',
  fits: (x) => has(x, 'parameters', 'apply', 'experts', 'inputWidth', 'width'),
};

/** A gate joined with experts. */
export const mixture: Kind = {
  needs: 'a mixture of experts, such as mixture(gate, pool)',
  fits: (x) => has(x, 'parameters', 'apply', 'experts', 'inputWidth', 'width') && !has(x, 'part'),
};

/** An optimizer of ours. */
export const optimizer: Kind = {
  needs: 'an optimizer with init and update, such as adam({ learningRate: 0.001 })',
  hint: 'those of tf.train know neither keys nor rows of experts: take adam, sgd or factoredAdam of @outrageous/trainer',
  fits: (x) => has(x, 'init', 'update'),
};

/** One of a few values. */
export const oneOf = (...values: readonly unknown[]): Kind => ({
  needs: `one of ${values.map((one) => (typeof one === 'string' ? `'${one}'` : one)).join(', ')}`,
  fits: (x) => values.includes(x),
});

/** Either of two kinds. */
export const either = (a: Kind, b: Kind): Kind => ({
  needs: `${a.needs}, or ${b.needs}`,
  fits: (x) => a.fits(x) || b.fits(x),
});

/** A list with at least one entry, each of the kind. */
export const listOf = (kind: Kind): Kind => ({
  needs: `a list of at least one, each ${kind.needs}`,
  hint: kind.hint,
  fits: (x) => Array.isArray(x) && x.length > 0 && x.every(kind.fits),
});

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function has(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}
