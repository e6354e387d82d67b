import { describe, expect, it } from 'vitest';
import { optionConformance } from '../testing/index.js';
import { checkOptions, checkValue, didYouMean, is, offered, optional } from './index.js';

interface Sizes {
  readonly inputWidth: number;
  readonly cells: number;
  readonly projection?: number;
}

const layer = (options: Sizes) =>
  checkOptions('layer', options, { inputWidth: is.size, cells: is.size, projection: optional(is.size) });

const network = { parameters: {}, apply: layer };
const sizes = { experts: 2, inputWidth: 3, width: 3 };

/** What a user of JavaScript may hand over. */
const made = (options: unknown) => () => layer(options as Sizes);

describe('checkOptions', () => {
  const trial = { name: 'layer', make: layer, required: { inputWidth: 4, cells: 2 }, optional: { projection: 1 } };
  for (const { name, run } of optionConformance(trial)) it(name, run);

  it('gives the options back', () => {
    const options = { inputWidth: 4, cells: 2, projection: undefined };
    expect(layer(options)).toBe(options);
  });

  it.each<[unknown, string]>([
    [
      { inputWidth: 4, units: 8 },
      "layer: there is no option 'units' (did you mean 'cells'?); it takes inputWidth, cells, projection",
    ],
    [{ inputWidth: 4, cels: 8 }, "layer: there is no option 'cels' (did you mean 'cells'?)"],
    [
      { inputWidth: 4, cells: 8, dropout: 0.5 },
      "layer: there is no option 'dropout'; it takes inputWidth, cells, projection",
    ],
    [JSON.parse('{"__proto__": 1}') as unknown, "layer: there is no option '__proto__' (did you mean 'inputWidth'?)"],
    [{ inputWidth: 4, cells: 8, toString: 1 }, "layer: there is no option 'toString'"],
    [{ inputWidth: 4 }, 'layer: cells is missing, it must be a whole number from 1 up'],
    [undefined, 'layer: needs its options as an object, such as { inputWidth: …, cells: … }, got undefined'],
    [8, 'layer: needs its options as an object, such as { inputWidth: …, cells: … }, got 8'],
    [{ inputWidth: 4, cells: -3 }, 'layer: cells must be a whole number from 1 up, got -3'],
    [{ inputWidth: 4, cells: 2.5 }, 'layer: cells must be a whole number from 1 up, got 2.5'],
    [{ inputWidth: 4, cells: '8' }, "layer: cells must be a whole number from 1 up, got '8'"],
    [{ inputWidth: 4, cells: 8n }, 'layer: cells must be a whole number from 1 up, got 8n'],
    [{ inputWidth: 4, cells: [2, '3'] }, "layer: cells must be a whole number from 1 up, got [2, '3']"],
    [{ inputWidth: 4, cells: { units: 8 } }, 'got an object with units'],
    [{ inputWidth: 4, cells: Promise.resolve(8) }, 'got something made by Promise'],
    [{ inputWidth: 4, cells: Object.create(null) as unknown }, 'got an object with nothing in it'],
    [{ inputWidth: 4, cells: layer }, 'got the function layer'],
  ])('says of %o what is wrong', (options, message) => {
    expect(made(options)).toThrow(message);
  });

  it('lets what was only offered pass, not what was asked for beside it', () => {
    const sizes = { ...offered({ inputWidth: 4, cells: 2, width: 4 }), projection: 1 };
    expect(layer(sizes)).toBe(sizes);
    expect(made({ ...sizes, projektion: 1 })).toThrow("there is no option 'projektion'");
    expect(made({ ...sizes, cells: 0 })).toThrow('layer: cells must be a whole number from 1 up, got 0');
  });

  it('tells numbers out of range from values of another type', () => {
    expect(made({ inputWidth: 4, cells: NaN })).toThrow(RangeError);
    expect(made({ inputWidth: 4, cells: '8' })).toThrow(TypeError);
    expect(made({ inputWidth: 4 })).toThrow(TypeError);
  });
});

describe('checkValue', () => {
  it('adds what to do', () => {
    const kind = { ...is.rate, hint: 'it is the share of numbers that are dropped' };
    expect(() => checkValue('residual: the dropout', 1, kind)).toThrow(
      'residual: the dropout must be in [0, 1), got 1; it is the share of numbers that are dropped',
    );
  });

  it.each<[keyof typeof is, readonly unknown[], readonly unknown[]]>([
    ['size', [1, 2 ** 53 - 1], [0, -1, 1.5, NaN, Infinity, 2 ** 53, '1', 1n, null, true]],
    ['count', [0, 1], [-1, 0.5, NaN, Infinity, '0', null]],
    ['positive', [1e-300, 2], [0, -1, NaN, Infinity, '1', null]],
    ['notNegative', [0, 0.5], [-0.5, NaN, Infinity, '0', null]],
    ['finite', [-1, 0, 0.5], [NaN, -Infinity, '0', null, false]],
    ['rate', [0, 0.999], [1, -0.1, NaN, '0', null]],
    ['flag', [true, false], [0, 'true', null]],
    ['text', ['', 'a'], [0, null, ['a']]],
    ['callback', [Math.abs, layer], [{}, 'abs', null]],
    ['record', [{}, Object.create(null)], [[], 'a', null, 8, layer]],
    [
      'key',
      [
        [1, 2],
        [1, 2, 3],
      ],
      [0, [1], [1, 2, 3, 4], ['a', 'b'], '12', null],
    ],
    ['layer', [{ parameters: {}, apply: layer }], [{ apply: layer }, layer, 8, null]],
    ['recurrent', [{ ...network, zeroState: layer }], [network, { ...network, zeroState: layer, output: layer }]],
    ['mixture', [{ ...network, ...sizes }], [network, { ...network, ...sizes, part: layer }, null]],
  ])('%s', (name, fitting, others) => {
    const kind = is[name] as typeof is.size;
    for (const value of fitting) expect(() => checkValue('it', value, kind)).not.toThrow();
    for (const value of others) expect(() => checkValue('it', value, kind)).toThrow(`it must be ${kind.needs}, got `);
  });

  it('takes one of several values, either of two kinds, and lists', () => {
    expect(() => checkValue('it', 'gelu', is.oneOf('relu', 'gelu'))).not.toThrow();
    expect(() => checkValue('it', 'silu', is.oneOf('relu', 'gelu'))).toThrow(
      "it must be one of 'relu', 'gelu', got 'silu'",
    );
    expect(() => checkValue('it', [1, 2], is.either(is.size, is.listOf(is.size)))).not.toThrow();
    expect(() => checkValue('it', [], is.listOf(is.size))).toThrow(
      'it must be a list of at least one, each a whole number',
    );
    expect(() => checkValue('it', [1, 0], is.listOf(is.size))).toThrow('got [1, 0]');
  });
});

describe('didYouMean', () => {
  it.each([
    ['stesp', ['steps', 'batch'], " (did you mean 'steps'?)"],
    ['batchsize', ['steps', 'batch-size'], " (did you mean 'batch-size'?)"],
    ['learningrates', ['learningRate', 'beta1'], " (did you mean 'learningRate'?)"],
    ['vocabulary', ['steps', 'batch'], ''],
    ['', [], ''],
  ])('%s', (name, known, said) => expect(didYouMean(name, known)).toBe(said));
});
