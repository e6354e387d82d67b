import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check, Fact } from '../check.js';
import { resultOf } from '../check.js';
import { ROOT } from '../paths.js';
import { distributionOf } from './distribution.js';
import { cyclesIn, importGraph } from './imports.js';
import type { Source } from './sources.js';
import { homeOf, isScript, isTest, linesOf, readSources } from './sources.js';
import { functionsOf } from './syntax.js';

/** The median of a package's functions stays below. */
const FUNCTION_LINES = 12;

/** A file has no more, unless it says why in its first lines. */
const FILE_LINES = 300;
const REASON = /\bMore than 300 lines: \S/;

/** The size of functions and files, and who imports whom: what makes code easy to find one's way in. */
export const structureCheck: Check = {
  name: 'structure',
  async run() {
    const sources = await readSources();
    const page = await readFile(join(ROOT, 'docs/architecture.md'), 'utf8');
    const ops = await readFile(join(ROOT, 'docs/ops.md'), 'utf8');
    return resultOf([...structureFacts(sources), namedFiles(page, sources), listedOps(ops, sources)]);
  },
};

/** What has to hold of the given files. */
export function structureFacts(sources: readonly Source[]): Fact[] {
  const scripts = sources.filter(isScript);
  const homes = [...new Set(scripts.map(homeOf))];
  const codeOf = (home: string): Source[] => scripts.filter((one) => homeOf(one) === home && !isTest(one));
  return [...homes.map((home) => shortFunctions(home, codeOf(home))), shortFiles(sources), noCycles(scripts)];
}

/** Whether every file that a page names by its whole path is there. */
export function namedFiles(page: string, sources: readonly Source[]): Fact {
  const known = new Set(sources.map(({ path }) => path));
  const named = [...page.matchAll(/`((?:packages|apps|tools)\/[^`\s]+\.ts)`/g)].map(([, path]) => path);
  const missing = named.filter((path) => !known.has(path));
  return fact('files of docs/architecture.md', missing.length === 0, `there is no ${missing.join(', no ')}`);
}

/** Whether a page lists all ops that packages define, and no others. */
export function listedOps(page: string, sources: readonly Source[]): Fact {
  const listed = [...page.matchAll(/^\| `([A-Z]\w+)`/gm)].map(([, op]) => op);
  const defined = sources.filter(definesOps).flatMap(({ text }) => [...text.matchAll(OP)].map(([, op]) => op));
  const amiss = [
    ...defined.filter((op) => !listed.includes(op)).map((op) => `${op} is missing`),
    ...listed.filter((op) => !defined.includes(op)).map((op) => `there is no ${op}`),
  ];
  return fact('ops of docs/ops.md', amiss.length === 0, amiss.join(', '));
}

const OP = /'Outrageous([A-Z]\w+)'/g;

function definesOps(source: Source): boolean {
  return isScript(source) && !isTest(source) && /\bdefine(Op|Elementwise)\b[<(]/.test(source.text);
}

function shortFunctions(home: string, code: readonly Source[]): Fact {
  const { median } = distributionOf(code.flatMap(functionsOf).map(({ lines }) => lines));
  const failure = `the median has ${median} lines, must be below ${FUNCTION_LINES}; split the longest ones`;
  return fact(`functions of ${home}`, median < FUNCTION_LINES, failure);
}

function shortFiles(sources: readonly Source[]): Fact {
  const long = sources.filter((source) => linesOf(source) > FILE_LINES && !statesReason(source));
  const names = long.map((source) => `${source.path} has ${linesOf(source)} lines`).join(', ');
  const advice = `split what is longer than ${FILE_LINES}, or say at its top why not: "More than 300 lines: …"`;
  return fact('files', long.length === 0, `${names}; ${advice}`);
}

function statesReason({ text }: Source): boolean {
  return REASON.test(text.split('\n', 5).join('\n'));
}

function noCycles(scripts: readonly Source[]): Fact {
  const cycles = cyclesIn(importGraph(scripts)).map((way) => way.join(' → '));
  return fact('imports', cycles.length === 0, `${cycles.join('; ')}: move what they share into a file of its own`);
}

function fact(name: string, holds: boolean, failure: string): Fact {
  return holds ? { name } : { name, failure };
}
