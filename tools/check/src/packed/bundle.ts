import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import type { Fact } from '../check.js';

/** What a program weighs when it is bundled for a browser, and of what. */
export interface Bundle {
  /** Bytes, minified and compressed with gzip. */
  readonly size: number;
  /** The modules of which something was left in it. */
  readonly modules: readonly string[];
}

/**
 * Bundles a program for a browser, minified, as it would be served.
 *
 * @param folder where its imports are looked for
 * @param external packages and scopes that are left out, such as `@tensorflow`. Each is imported once, as where it is in the same
 * bundle, however many modules do
 * @throws Error when something of Node is reached from it, or something isn't found
 */
export async function bundle(program: string, folder: string, external: readonly string[] = []): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: folder },
    plugins: [importedOnce(external)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error',
  });
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return {
    size: gzipSync(outputFiles[0].contents, { level: 9 }).length,
    modules: parts.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([module]) => module),
  };
}

/** Each module would have an import and a name of its own for what is left out. */
function importedOnce(packages: readonly string[]): Plugin {
  const namespace = 'imported-once';
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@/ }, ({ path, namespace: from }) => {
        if (!packages.some((name) => path === name || path.startsWith(`${name}/`))) return undefined;
        return from === namespace ? { path, external: true } : { path, namespace };
      });
      onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: `export * from '${path}';` }));
    },
  };
}

/** An entry can be bundled for a browser: nothing of Node is reached from it. */
export async function bundleFact(folder: string, entry: string): Promise<Fact> {
  const name = `browser bundle of '${entry}'`;
  try {
    await bundle(`export * from '${entry}';`, folder);
    return { name };
  } catch (error) {
    return { name, failure: String(error) };
  }
}
