import { Converter } from 'typedoc';

/**
 * Names the pages as one imports them: `packages/gating/src/conformance` is `@outrageous/gating/conformance`.
 *
 * @param {import('typedoc').Application} app
 */
function nameAsImported(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    reflection.name = reflection.name.replace(/^(packages|apps)\/([^/]+)\/src/, '@outrageous/$2');
  });
}

/** API pages from the docstrings, in docs/api. An exported name without a docstring is an error. */
export default {
  name: 'Outrageous',
  plugin: [nameAsImported],
  tsconfig: 'tsconfig.docs.json',
  skipErrorChecking: true,
  entryPoints: [
    'packages/*/src/index.ts',
    'packages/*/src/{conformance,testing,node}/index.ts',
    'apps/lm/src/index.ts',
  ],
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
