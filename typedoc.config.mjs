import { Converter } from 'typedoc';
import { requireDocstrings } from './tools/check/src/docs/docstrings.mjs';
import { publicPackages } from './tools/check/src/publicPackages.mjs';

const entries = publicPackages(import.meta.dirname).flatMap((one) => one.entries);

/** How pages are called: as one imports them. Typedoc calls them by the path of their source. */
const names = new Map(
  entries.map(({ source, name, environment }) => [
    source.replace(/(\/index)?\.ts$/, ''),
    environment ? `${name} (${environment})` : name,
  ]),
);

/** @param {import('typedoc').Application} app */
function nameAsImported(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    reflection.name = names.get(reflection.name) ?? reflection.name;
  });
}

/** API pages from the docstrings, in docs/api. An exported name without a docstring is an error. */
export default {
  name: 'Outrageous',
  plugin: [nameAsImported, requireDocstrings],
  tsconfig: 'tsconfig.docs.json',
  skipErrorChecking: true,
  entryPoints: entries.map(({ source }) => source),
  readme: 'README.md',
  excludeInternal: true,
  excludeExternals: true,
  disableSources: true,
  validation: { notDocumented: true, notExported: false, invalidLink: true },
  requiredToBeDocumented: ['Function', 'Interface', 'TypeAlias', 'Class', 'Variable', 'Enum'],
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
  out: 'docs/api',
};
