import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { outrageous } from './tools/lint/src/index.mjs';

const root = import.meta.dirname;

/** What Node has and browsers have not. */
const nodeGlobals = ['process', 'Buffer', 'global', 'require', '__dirname', '__filename', 'setImmediate'];

/** What the scripts of this repository use of what Node and browsers share. */
const sharedGlobals = ['URL', 'performance', 'setTimeout', 'setInterval', 'clearInterval'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/runs/', '**/coverage/', 'docs/api/', 'tools/check/.snippets/']),
  eslint.configs.recommended,
  {
    plugins: { outrageous },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'outrageous/arrows': ['error', { root }],
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-restricted-properties': [
        'error',
        { property: 'dataSync', message: 'WebGPU in Node cannot read synchronously: await data().' },
        { property: 'arraySync', message: 'WebGPU in Node cannot read synchronously: await array().' },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: root } },
    rules: {
      'outrageous/no-chained-ops': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Plugins are records of functions that share no `this`, so their methods may be taken out.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // For backends whose tensors lie in the memory of this process.
    files: [
      'packages/*/src/kernels/**/host.ts',
      'packages/backends/**',
      'packages/parallel/src/communicators/readNow.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(['process', ...sharedGlobals].map((name) => [name, 'readonly'])),
    },
  },
  {
    // What doesn't fit without a cast is a fault in a contract.
    files: ['tools/sketches/src/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/backends/**', 'packages/*/src/node/**', '**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...nodeGlobals] },
  },
);
