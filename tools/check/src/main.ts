/**
 * `npm test`: runs the checks (all, or those named on the command line) and ends with their count. `npm test -- --changed` runs
 * what a change touches.
 */
import { parseArgs } from 'node:util';
import { changedChecks, readChange } from './changed.js';
import { scriptCheck } from './command.js';
import { packOnce } from './packed/pack.js';
import { packedCheck } from './packed/packedCheck.js';
import { pluginsCheck } from './plugins/pluginsCheck.js';
import { report } from './report.js';
import { snippetsCheck } from './snippets/snippetsCheck.js';
import { structureCheck } from './structure/structureCheck.js';
import { testsCheck } from './tests/testsCheck.js';

const packed = packOnce();

/** In this order they ask for their turn: what others need, and what takes longest, comes first. */
const checks = [
  scriptCheck('build'),
  scriptCheck('lint'),
  scriptCheck('typecheck'),
  testsCheck(['webgpu', 'node', 'tensorflow', 'wasm', 'cpu']),
  snippetsCheck,
  packedCheck(packed),
  pluginsCheck(packed),
  scriptCheck('format:check'),
  scriptCheck('docs'),
  structureCheck,
];

const { values, positionals } = parseArgs({
  options: { changed: { type: 'boolean', default: false }, since: { type: 'string' } },
  allowPositionals: true,
});
const wanted = values.changed ? changedChecks(await readChange(values.since)) : checks;
process.exitCode = await report(wanted, positionals);
