import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Check, Fact } from '../check.js';
import { resultOf } from '../check.js';
import { commandFact } from '../command.js';
import { inTemporaryFolder } from '../inTemporaryFolder.js';
import { ROOT } from '../paths.js';
import { aloneFacts } from './alone.js';
import { bundleFact } from './bundle.js';
import { isForBrowsers } from './isForBrowsers.js';
import { installFact, TENSORFLOW_VERSION } from './npmInstall.js';
import type { Packed } from './pack.js';
import { sizeFacts } from './sizeFacts.js';

/** Packs every package as it would be published, installs the tarballs into an empty project with npm, and uses them. */
export function packedCheck(packedPackages: () => Promise<Packed[]>): Check {
  return {
    name: 'packed',
    needs: ['build'],
    run: async () =>
      resultOf(await inTemporaryFolder('outrageous-packed-', async (at) => factsInside(at, await packedPackages()))),
  };
}

async function factsInside(folder: string, packed: readonly Packed[]): Promise<Fact[]> {
  const published = await Promise.all(packed.map(publintFact));
  const others = [`@tensorflow/tfjs@${TENSORFLOW_VERSION}`, '@webgpu/types@0.1'];
  const tarballs = packed.map(({ tarball }) => tarball);
  const project = join(folder, 'together');
  const installed = await installFact('npm install of all tarballs', project, [...tarballs, ...others]);
  if (installed.failure !== undefined) return [...published, installed];
  return [...published, installed, ...(await togetherFacts(project, packed)), ...(await aloneFacts(folder, packed))];
}

/** What holds in a project that has every package. */
async function togetherFacts(folder: string, packages: readonly Packed[]): Promise<Fact[]> {
  const entries = [...new Set(packages.flatMap((one) => one.entries.map(({ name }) => name)))];
  const imported: Fact[] = [];
  for (const entry of entries) imported.push(await importFact(folder, entry));
  const typed = await typesFact(folder, entries);
  const bundled = await Promise.all(entries.filter(isForBrowsers).map((entry) => bundleFact(folder, entry)));
  return [...imported, typed, ...bundled, ...(await sizeFacts(folder)), await programFact(folder)];
}

async function publintFact({ name, tarball }: Packed): Promise<Fact> {
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({
    level: 'warning',
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  });
  const texts = messages.map((message) => formatMessage(message, pkg, { color: false }));
  return texts.length === 0 ? { name: `publint ${name}` } : { name: `publint ${name}`, failure: texts.join('; ') };
}

function importFact(folder: string, entry: string): Promise<Fact> {
  const program = `await import(${JSON.stringify(entry)})`;
  return commandFact(`import '${entry}'`, [process.execPath, '--input-type=module', '--eval', program], {
    cwd: folder,
  });
}

/** A consumer that imports every entry compiles under strict options. */
async function typesFact(folder: string, entries: readonly string[]): Promise<Fact> {
  const names = entries.map((_, i) => `entry${i}`);
  const imports = entries.map((entry, i) => `import * as ${names[i]} from '${entry}';`);
  await writeFile(join(folder, 'consumer.ts'), `${imports.join('\n')}\nexport const all = [${names.join(', ')}];\n`);
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
  const types = ['--types', '@webgpu/types', '--lib', 'es2023,dom,dom.asynciterable'];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  return commandFact('a TypeScript consumer', [process.execPath, compiler, ...options, ...types, 'consumer.ts'], {
    cwd: folder,
  });
}

/** The installed command line program counts its presets. */
async function programFact(folder: string): Promise<Fact> {
  await mkdir(join(folder, 'work'));
  const program = join(folder, 'node_modules/.bin/outrageous-lm');
  return commandFact('outrageous-lm presets --json', [program, 'presets', '--json'], { cwd: join(folder, 'work') });
}
