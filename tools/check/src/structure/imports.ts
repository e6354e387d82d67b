import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../paths.js';
import type { Source } from './sources.js';

/** Which files each file imports, types included; paths as in {@link Source}. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Packages of ours are taken from their sources, as tests do. */
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['outrageous-source'],
  allowJs: true,
};

/** The imports between the given scripts. */
export function importGraph(scripts: readonly Source[]): ImportGraph {
  const known = new Set(scripts.map(({ path }) => path));
  return new Map(scripts.map((script) => [script.path, importsOf(script).filter((path) => known.has(path))]));
}

function importsOf({ path, text }: Source): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.flatMap(({ fileName }) => resolve(fileName, path) ?? []);
}

function resolve(specifier: string, path: string): string | undefined {
  const from = join(ROOT, path);
  const esm = ts.ModuleKind.ESNext;
  const { resolvedModule } = ts.resolveModuleName(specifier, from, OPTIONS, ts.sys, undefined, undefined, esm);
  return resolvedModule && relative(ROOT, resolvedModule.resolvedFileName).split(sep).join('/');
}

/**
 * Ways from a file through its imports back to itself: none where there is no cycle.
 *
 * @returns each as the files on the way, the first once more at the end
 */
export function cyclesIn(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const way: string[] = [];
  const done = new Set<string>();
  const visit = (file: string): void => {
    if (way.includes(file)) cycles.push([...way.slice(way.indexOf(file)), file]);
    else if (!done.has(file)) follow(file);
  };
  const follow = (file: string): void => {
    way.push(file);
    graph.get(file)?.forEach(visit);
    way.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}
