/** `npm test`: runs the checks (all, or those named on the command line) and ends with their count. */
import { scriptCheck } from './command.js';
import { packedCheck } from './packed/packedCheck.js';
import { pluginsCheck } from './plugins/pluginsCheck.js';
import { report } from './report.js';
import { snippetsCheck } from './snippets/snippetsCheck.js';
import { structureCheck } from './structure/structureCheck.js';
import { testsCheck } from './tests/testsCheck.js';

const checks = [
  scriptCheck('build'),
  scriptCheck('lint'),
  scriptCheck('typecheck'),
  scriptCheck('format:check'),
  scriptCheck('docs'),
  structureCheck,
  testsCheck(['webgpu', 'node', 'tensorflow', 'cpu', 'wasm']),
  snippetsCheck,
  packedCheck,
  pluginsCheck,
];

process.exitCode = await report(checks, process.argv.slice(2));
