import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { requireCompiler } from './binding.js';
import { downloadLibrary } from './downloadLibrary.js';
import { findTensorflow, wantedLibraries } from './installation.js';
import { findPip } from './pip.js';
import { startTensorflow } from './startTensorflow.js';

let folder: string;
const silent = () => undefined;

/** A machine with an empty cache, on which only the programs in `bin` can be found. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-errors-'));
  await mkdir(join(folder, 'bin'));
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('OUTRAGEOUS_CACHE', join(folder, 'cache'));
  vi.stubEnv('OUTRAGEOUS_LIBTENSORFLOW', '');
  vi.stubEnv('CXX', '');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
});

async function program(name: string, script: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

describe('setting TensorFlow up', () => {
  test('without a compiler says how to get one', async () => {
    await expect(requireCompiler()).rejects.toThrow(
      'installTensorflow(): found no C++ compiler, and needs one to compile the binding. ' +
        'Install one (Debian and Ubuntu: `apt-get install g++`; Fedora: `dnf install gcc-c++`) ' +
        "or name yours in the environment variable CXX; until then the device 'wasm' serves.",
    );
  });

  test('takes the compiler that is named in CXX', async () => {
    await program('my-compiler', 'exit 0');
    vi.stubEnv('CXX', 'my-compiler');
    expect(await requireCompiler()).toBe('my-compiler');
  });

  test('without pip says how to get it', async () => {
    await expect(downloadLibrary(false, undefined, silent)).rejects.toThrow(
      'installTensorflow(): found no pip, and needs it to download TensorFlow. ' +
        'Install Python 3 with pip (Debian and Ubuntu: `apt-get install python3-pip`; Fedora: `dnf install python3-pip`); ' +
        "until then the device 'wasm' serves.",
    );
  });

  test('finds pip by another name', async () => {
    await program('pip3', 'exit 0');
    expect(await findPip()).toEqual(['pip3']);
  });

  test("without network repeats pip's own words", async () => {
    await program('pip3', '[ "$1" = --version ] && exit 0; echo "ERROR: no route to the index" >&2; exit 1');
    await expect(downloadLibrary(false, undefined, silent)).rejects.toThrow(
      'installTensorflow(): could not download tensorflow-cpu==2.21.0 (`pip3` failed: ERROR: no route to the index). ' +
        'Make sure that pip reaches a Python Package Index (try `pip download tensorflow-cpu --no-deps`); ' +
        "until then the device 'wasm' serves.",
    );
  });

  test('refuses a wheel that is none', async () => {
    const wheel = join(folder, 'none.whl');
    await writeFile(wheel, 'this is no zip archive, though it is longer than the shortest one');
    await expect(downloadLibrary(false, wheel, silent)).rejects.toThrow(
      /^installTensorflow\(\): could not unpack the wheel \(.+\)\. Start again with a whole wheel and 1 GB of room, or name another disk in OUTRAGEOUS_CACHE/,
    );
  });

  test('on another platform says so', async () => {
    const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    onTestFinished(() => platform.mockRestore());
    await expect(downloadLibrary(false, undefined, silent)).rejects.toThrow(
      /TensorFlow is set up by itself on Linux with an x64 processor only, and this machine is win32 on .+\. Name the folder of a libtensorflow 2\.x/,
    );
  });
});

describe('an installation', () => {
  test('in a folder that the user names must be there', () => {
    const library = join(folder, 'empty');
    expect(() => wantedLibraries({ library })).toThrow(
      `startDevice('tensorflow'): the folder '${library}' does not hold TensorFlow: libtensorflow_cc.so.2 and ` +
        `libtensorflow_framework.so.2 (in it or in its 'lib') and headers (in its 'include') are needed. ` +
        "Name the folder of an installed Python tensorflow package, or leave the option 'library' and OUTRAGEOUS_LIBTENSORFLOW unset.",
    );
  });

  test('is not made where the user forbids it', async () => {
    expect(findTensorflow()).toBeUndefined();
    await expect(startTensorflow({ install: false })).rejects.toThrow(
      "startDevice('tensorflow'): TensorFlow is not installed, and the option 'install' is false. " +
        "Run `npx outrageous-backends install`, or choose the device 'wasm'.",
    );
  });
});
