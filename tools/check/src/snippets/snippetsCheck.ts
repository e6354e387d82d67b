import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Check, Fact } from '../check.js';
import { resultOf } from '../check.js';
import { commandFact } from '../command.js';
import { HERE, ROOT } from '../paths.js';
import { readDocuments } from './documents.js';
import type { Snippet } from './extract.js';

const FOLDER = join(HERE, '.snippets');
const TSC = join(ROOT, 'node_modules/.bin/tsc');

/** Compiles every TypeScript block of the documents against the built packages, and executes it. */
export const snippetsCheck: Check = {
  name: 'snippets',
  needs: ['build'],
  async run() {
    const { snippets, facts } = await readDocuments();
    await rm(FOLDER, { recursive: true, force: true });
    for (const snippet of snippets) await writeSnippet(snippet);
    const types = await commandFact('types of all snippets', [TSC, '-p', 'tsconfig.snippets.json'], { cwd: HERE });
    const runnable = snippets.filter(({ typeOnly }) => !typeOnly);
    return resultOf([...facts, types, ...(await Promise.all(runnable.map(execute)))]);
  },
};

/** Writes the code on the same line as in its document, so that messages point there. */
async function writeSnippet(snippet: Snippet): Promise<void> {
  const file = fileOf(snippet);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${'\n'.repeat(snippet.line - 1)}${snippet.code}export {};\n`);
}

async function execute(snippet: Snippet): Promise<Fact> {
  const file = fileOf(snippet);
  const name = `${snippet.document}:${snippet.line}`;
  const fact = await commandFact(name, [process.execPath, '--enable-source-maps', basename(file, '.ts') + '.js'], {
    cwd: dirname(file),
    timeout: 180_000,
  });
  process.stdout.write(`${fact.failure === undefined ? '✓' : '✗'} ${name}\n`);
  return fact;
}

/** Each snippet has a folder of its own, for the files that it may write. */
function fileOf({ document, line }: Snippet): string {
  return join(FOLDER, document.replaceAll('/', '.'), `${line}`, 'snippet.ts');
}
