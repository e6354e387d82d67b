import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// In CI, typescript-eslint reads each file once, from the disk, and would not see the code that stands in its place here.
const parserOptions = { disallowAutomaticSingleRunInference: true };
const eslint = new ESLint({ cwd: root, overrideConfig: { languageOptions: { parserOptions } } });

/** The messages of a rule, by the repository's own configuration, for `code` in the place of a file. */
async function complaints(file: string, code: string, rule: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(code, { filePath: `${root}${file}` });
  return messages.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
}

/** Files of the rooms that the arrows lead between. */
const CORE = 'packages/core/src/index.ts';
const GATING = 'packages/gating/src/index.ts';
const FIXTURE = 'packages/lstm/fixtures/agreesWithTorch.ts';
const BACKENDS = 'packages/backends/src/index.ts';
const APP = 'apps/lm/src/index.ts';

const forbidden = [
  [GATING, `import '@outrageous/experts';`, 'a package may import @outrageous/core only'],
  [GATING, `export * as lstm from '@outrageous/lstm';`, 'a package may import @outrageous/core only'],
  [GATING, `export * from '@outrageous/lstm';`, 'a package may import @outrageous/core only'],
  [GATING, `void import('@outrageous/trainer');`, 'a package may import @outrageous/core only'],
  [GATING, 'void import(`@outrageous/trainer`);', 'a package may import @outrageous/core only'],
  [GATING, `export type { Mixture } from '@outrageous/experts';`, 'a package may import @outrageous/core only'],
  [GATING, `export type M = import('@outrageous/experts').Mixture;`, 'a package may import @outrageous/core only'],
  [GATING, `import '@outrageous/gating';`, 'gating is this very package'],
  [CORE, `import '@outrageous/core/testing';`, 'core is this very package'],
  [CORE, `import '@outrageous/gating';`, 'a package may import @outrageous/core only'],
  [GATING, `import '@outrageous/core/dist/key.js';`, `'@outrageous/core/dist/key.js' is internal to core`],
  [GATING, `import '@outrageous/core/src/key.js';`, `'@outrageous/core/src/key.js' is internal to core`],
  [GATING, `import '../../experts/src/index.js';`, `'../../experts/src/index.js' leaves packages/gating`],
  [GATING, `import '@tensorflow/tfjs';`, 'a package may import @tensorflow/tfjs-core only'],
  [GATING, `import '@tensorflow/tfjs-core/dist/register_all_gradients';`, 'may import @tensorflow/tfjs-core only'],
  [GATING, `import 'node:fs';`, 'a package must run in browsers'],
  [GATING, `import 'fs';`, 'a package must run in browsers'],
  [FIXTURE, `import '../../backends/src/index.js';`, `'../../backends/src/index.js' leaves packages/lstm`],
  [BACKENDS, `import '@outrageous/lstm';`, 'backends may import @outrageous/core only'],
  [APP, `import '@outrageous/lstm/src/lstm.js';`, 'is internal to lstm'],
] as const;

const allowed = [
  [GATING, `import '@outrageous/core';`],
  [GATING, `import '@outrageous/core/testing';`],
  [GATING, `import '@tensorflow/tfjs-core';`],
  [GATING, `import './keepTopK.js';`],
  ['packages/parallel/src/node/test/rank.ts', `import '@tensorflow/tfjs'; import 'node:fs';`],
  [FIXTURE, `import '@tensorflow/tfjs'; import '@outrageous/core/testing';`],
  [BACKENDS, `import '@tensorflow/tfjs-node-gpu';`],
  [BACKENDS, `import 'node:fs';`],
  [APP, `import '@outrageous/gating'; import '@outrageous/trainer/node'; import 'node:fs';`],
] as const;

describe('the dependency arrows', () => {
  test.each(forbidden)('%s: %s', async (file, code, message) => {
    const found = await complaints(file, `${code}\n`, 'outrageous/arrows');
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test.each(allowed)('%s may %s', async (file, code) => {
    expect(await complaints(file, `${code}\n`, 'outrageous/arrows')).toEqual([]);
  });
});

describe('chained tensor operations', () => {
  const chained = `import '@tensorflow/tfjs'; import type { Tensor } from '@tensorflow/tfjs-core';\n`;
  test('are refused', async () => {
    const code = `${chained}export const twice = (x: Tensor): Tensor => x.add(x);\n`;
    expect(await complaints(APP, code, 'outrageous/no-chained-ops')).toEqual([
      'Write tf.add(…): chained ops exist only under some bundles.',
    ]);
  });

  test('are not confused with a tensor’s own methods', async () => {
    const code = `${chained}export const read = (x: Tensor): Promise<unknown> => x.clone().data();\n`;
    expect(await complaints(APP, code, 'outrageous/no-chained-ops')).toEqual([]);
  });
});
