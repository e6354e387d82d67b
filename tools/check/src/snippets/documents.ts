import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import type { Snippet } from './extract.js';
import { extractSnippets } from './extract.js';

/** The snippets of every document that promises runnable code: README.md, docs/*.md and each package's README.md. */
export async function allSnippets(): Promise<Snippet[]> {
  const documents = [
    ...(await topLevelDocuments()),
    ...(await packageDocuments('packages')),
    ...(await packageDocuments('apps')),
  ];
  const snippets = await Promise.all(
    documents.map(async (document) => extractSnippets(document, await readFile(join(ROOT, document), 'utf8'))),
  );
  return snippets.flat();
}

async function topLevelDocuments(): Promise<string[]> {
  const docs = await readdir(join(ROOT, 'docs'));
  return ['README.md', 'CONTRIBUTING.md', ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
}

async function packageDocuments(folder: string): Promise<string[]> {
  const packages = await readdir(join(ROOT, folder));
  return packages.map((name) => `${folder}/${name}/README.md`);
}
