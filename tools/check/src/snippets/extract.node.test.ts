import { expect, test } from 'vitest';
import { extractExamples, extractSnippets } from './extract.js';

const document = `# Title

\`\`\`ts
const a = 1;
\`\`\`

\`\`\`sh
npm start
\`\`\`

\`\`\`ts no-run
interface B {}
\`\`\`
`;

test('finds the TypeScript blocks, and on which line their code begins', () => {
  expect(extractSnippets('docs/a.md', document)).toEqual([
    { document: 'docs/a.md', line: 4, code: 'const a = 1;\n', typeOnly: false },
    { document: 'docs/a.md', line: 12, code: 'interface B {}\n', typeOnly: true },
  ]);
});

const docstring = `/**
 * A line.
 *
 * \`\`\`ts
 * const y = layer.apply(x);
 * \`\`\`
 *
 * \`\`\`ts
 * import { b } from 'b';
 *
 * b();
 * \`\`\`
 */
export function b() {}
`;

test('of docstrings it finds the examples that import something', () => {
  expect(extractExamples('packages/a/src/b.ts', docstring)).toEqual([
    { document: 'packages/a/src/b.ts', line: 9, code: "import { b } from 'b';\n\nb();\n", typeOnly: false },
  ]);
});
