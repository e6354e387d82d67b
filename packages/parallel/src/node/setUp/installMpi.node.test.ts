import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findMpi, prefixIn, wheelFolder } from './installation.js';
import { installMpi } from './installMpi.js';
import { release, requirement } from './release.js';

let folder: string;

const libraryName = process.platform === 'darwin' ? 'libmpi_abi.1.dylib' : 'libmpi_abi.so.1';
const silent = { progress: () => undefined };

/** A machine with an empty cache, on which only the programs in `bin` can be found. */
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'outrageous-mpi-')));
  await mkdir(join(folder, 'bin'));
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('OUTRAGEOUS_CACHE', join(folder, 'cache'));
  vi.stubEnv('OUTRAGEOUS_MPI', '');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
});

async function write(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

/** A Python whose pip does what a script says. */
function python(download: string): Promise<string> {
  return write(join(folder, 'bin', 'python3'), `#!/bin/sh\n[ "$3" = --version ] && exit 0\n${download}\n`);
}

describe('findMpi', () => {
  test('finds none where there is none', () => {
    expect(findMpi()).toBeUndefined();
  });

  test('takes the folder that OUTRAGEOUS_MPI names, with or without an mpiexec', async () => {
    const library = await write(join(folder, 'own', 'lib64', libraryName), '');
    vi.stubEnv('OUTRAGEOUS_MPI', join(folder, 'own'));
    expect(findMpi()).toEqual({ library });
    const mpiexec = await write(join(folder, 'own', 'bin', 'mpiexec'), '');
    expect(findMpi()).toEqual({ library, mpiexec });
  });

  test('refuses a named folder without the library', () => {
    vi.stubEnv('OUTRAGEOUS_MPI', '/nowhere');
    expect(() => findMpi()).toThrow(
      `the folder '/nowhere' in OUTRAGEOUS_MPI holds no MPI with the standard ABI: ${join('lib', libraryName)} is needed. ` +
        'Name the folder of an MPI that has it, such as MPICH 5, or leave OUTRAGEOUS_MPI unset.',
    );
  });

  test("prefers the system's to the one in the cache", async () => {
    const cached = await write(join(prefixIn(wheelFolder()), 'lib', libraryName), '');
    expect(findMpi()).toEqual({ library: cached });
    const mpiexec = await write(join(folder, 'bin', 'mpiexec'), '');
    expect(findMpi(), 'an mpiexec whose MPI lacks the library').toEqual({ library: cached });
    const library = await write(join(folder, 'lib', libraryName), '');
    expect(findMpi()).toEqual({ library, mpiexec });
  });
});

describe('installMpi', () => {
  test('without Python says how to get it', async () => {
    await expect(installMpi(silent)).rejects.toThrow(
      'installMpi(): found no Python with pip, and needs it to download MPI. ' +
        'Install it (Debian and Ubuntu: `apt-get install python3-pip`; Fedora: `dnf install python3-pip`), or an MPI with ' +
        'the standard ABI, such as MPICH 5, and name its folder in OUTRAGEOUS_MPI.',
    );
  });

  test("without network repeats pip's own words, and leaves nothing behind", async () => {
    await python('echo "ERROR: no route to the index" >&2; exit 1');
    await expect(installMpi(silent)).rejects.toThrow(
      `installMpi(): could not download mpich==${release.version} (\`python3\` failed: ERROR: no route to the index). ` +
        'Make sure that pip reaches a Python Package Index (try `pip download --no-deps mpich`).',
    );
    expect(findMpi()).toBeUndefined();
  });

  test('refuses a wheel of something else', async () => {
    await python('while [ "$1" != --dest ] && [ $# -gt 0 ]; do shift; done; [ $# = 0 ] || : > "$2/other.whl"');
    await expect(installMpi(silent)).rejects.toThrow(
      `installMpi(): the wheel of MPICH ${release.version} lacks the library with the standard ABI. ` +
        'Name the folder of another MPI in OUTRAGEOUS_MPI.',
    );
  });

  test('asks for the wheel of this machine by its checksum', () => {
    expect(requirement()).toMatch(/^mpich==5\.0\.2( --hash=sha256:[0-9a-f]{64}){4}$/);
  });
});
