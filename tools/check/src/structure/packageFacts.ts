import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../paths.js';
import { publicPackages, type PublicPackage } from '../publicPackages.mjs';
import type { PackageFacts } from './countsTable.js';

/** Facts about every package of a checkout that is published, by its folder. */
export function packageFacts(root = ROOT): Map<string, PackageFacts> {
  const packages = publicPackages(root);
  const program = programOf(root, packages);
  return new Map(
    packages.map(({ home, entries }) => [
      home,
      { exportedNames: namesOf(root, entries, program).size, dependencies: dependenciesOf(root, home) },
    ]),
  );
}

function programOf(root: string, packages: readonly PublicPackage[]): ts.Program {
  const sources = packages.flatMap(({ entries }) => entries.map(({ source }) => join(root, source)));
  return ts.createProgram(sources, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['outrageous-source'],
  });
}

/** What can be imported from a package; a name that two of its entries export counts once. */
function namesOf(root: string, entries: PublicPackage['entries'], program: ts.Program): Set<string> {
  const checker = program.getTypeChecker();
  const names = entries.flatMap(({ source }) => {
    const file = program.getSourceFile(join(root, source));
    const module = file && checker.getSymbolAtLocation(file);
    return module ? checker.getExportsOfModule(module).map(({ name }) => name) : [];
  });
  return new Set(names);
}

/** Packages by name, as a package.json lists them. */
type Versions = { readonly [name: string]: string };

type Manifest = { readonly [list in 'dependencies' | 'peerDependencies' | 'devDependencies']?: Versions };

function dependenciesOf(root: string, home: string): PackageFacts['dependencies'] {
  const manifest = JSON.parse(readFileSync(join(root, home, 'package.json'), 'utf8')) as Manifest;
  const users = foreign({ ...manifest.dependencies, ...manifest.peerDependencies });
  const developers = foreign({ ...manifest.devDependencies }).filter((name) => !users.includes(name));
  return [users.length, developers.length];
}

function foreign(versions: Versions): string[] {
  return Object.keys(versions).filter((name) => !name.startsWith('@outrageous/'));
}
