import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact } from '../check.js';
import { ROOT } from '../paths.js';
import { publicPackages } from '../publicPackages.mjs';
import { isScript, isTest, readSources, type Source } from '../structure/sources.js';
import type { Snippet } from './extract.js';
import { extractExamples, extractSnippets } from './extract.js';

/** What was found in the documents that promise runnable code. */
export interface Documents {
  readonly snippets: readonly Snippet[];
  /** One fact per document: it is there. */
  readonly facts: readonly Fact[];
}

/**
 * Reads README.md, CONTRIBUTING.md, docs/*.md, and of each package that is published the README.md and the docstrings
 * whose examples are whole programs.
 */
export async function readDocuments(): Promise<Documents> {
  const found = await Promise.all((await documentPaths()).map(readDocument));
  const examples = (await readSources()).filter(isPublished).flatMap(({ path, text }) => extractExamples(path, text));
  return {
    snippets: [...found.flatMap(({ snippets }) => snippets), ...examples],
    facts: found.flatMap(({ facts }) => facts),
  };
}

function isPublished(source: Source): boolean {
  const isOfPackage = publicPackages(ROOT).some(({ home }) => source.path.startsWith(`${home}/src/`));
  return isOfPackage && isScript(source) && !isTest(source);
}

async function documentPaths(): Promise<string[]> {
  const pages = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
  return [
    ...['README.md', 'CONTRIBUTING.md', ...pages.map((name) => `docs/${name}`)],
    ...publicPackages(ROOT).map(({ home }) => `${home}/README.md`),
  ];
}

async function readDocument(document: string): Promise<Documents> {
  const file = join(ROOT, document);
  const name = `${document} exists`;
  if (!existsSync(file)) return { snippets: [], facts: [{ name, failure: 'it is missing; every package has one' }] };
  return { snippets: extractSnippets(document, await readFile(file, 'utf8')), facts: [{ name }] };
}
