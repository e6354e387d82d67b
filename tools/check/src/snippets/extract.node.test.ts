import { expect, test } from 'vitest';
import { extractSnippets } from './extract.js';

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
