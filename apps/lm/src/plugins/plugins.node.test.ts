import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { addPlugins, setPackageVersion } from '../testing/plugins.js';
import { folderWithText, patience, runProgram, tinyRun } from '../testing/program.js';

vi.setConfig({ testTimeout: patience });

const ofAFile = ['--gate', './parts.js#gate', '--gate-options', '{ "k": 2 }', '--layer', './parts.js#layer'];
const ofAPackage = ['--experts', 'some-package#pool', '--experts-options', '{ "layers": 2 }'];

let folder: string;
beforeAll(async () => {
  folder = await folderWithText();
  await addPlugins(folder);
});

it('trains with a gate, a pool and a layer by name, opens the run, and goes on only with what it was begun with', async () => {
  const trained = await runProgram(folder, ...tinyRun, '--steps', '2', ...ofAFile, ...ofAPackage);
  expect(trained.stderr).toContain('step 2');
  expect(trained.code).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'run/config.json'), 'utf8'))).toMatchObject({
    gate: `${await realpath(folder)}/parts.js#gate`,
    gateOptions: { k: 2 },
    experts: 'some-package@1.2.0#pool',
    expertsOptions: { layers: 2 },
    importanceWeight: 0,
  });

  const evaluated = await runProgram(folder, 'evaluate', '--run', 'run', '--device', 'wasm', '--json');
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ step: 2 });

  const again = await runProgram(
    folder,
    'train',
    '--resume',
    '--run',
    'run',
    '--steps',
    '3',
    ...ofAFile,
    ...ofAPackage,
  );
  expect(again.stderr).toContain('going on after step 2');
  expect(again.code).toBe(0);

  const other = await runProgram(folder, 'train', '--resume', '--run', 'run', '--gate-options', '{ "k": 1 }');
  expect(other.stderr).toContain('run was begun with gateOptions {"k":2}, and {"k":1} would make it another run');
  expect(other.code).toBe(2);

  await setPackageVersion(folder, '2.0.0');
  const changed = await runProgram(folder, 'sample', '--run', 'run', '--device', 'wasm');
  expect(changed.stderr).toContain(
    'outrageous-lm: --experts some-package@1.2.0#pool: some-package is here in version 2.0.0, and version 1.2.0 is named',
  );
  expect(changed.code).toBe(2);
});
