import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tryCommand } from '@outrageous/core/node';
import { wheelTarget, type Wheel } from './release.js';

/** A way to call pip: the program and its first arguments. */
export type Pip = readonly [command: string, ...args: string[]];

const knownPips: readonly Pip[] = [['python3', '-m', 'pip'], ['pip3'], ['python', '-m', 'pip'], ['pip']];

/** Finds a pip that runs, or answers undefined. */
export async function findPip(candidates: readonly Pip[] = knownPips): Promise<Pip | undefined> {
  for (const pip of candidates) {
    const [command, ...args] = pip;
    if ((await tryCommand(command, [...args, '--version'])) !== undefined) return pip;
  }
  return undefined;
}

/** What pip is told in order to download one wheel, with its hash checked. */
export function downloadArguments(requirementsFile: string, directory: string): string[] {
  const { implementation, pythonVersion, abi, platforms } = wheelTarget;
  return [
    'download',
    '--quiet',
    '--no-cache-dir',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--implementation',
    implementation,
    '--python-version',
    pythonVersion,
    '--abi',
    abi,
    '--abi',
    'none',
    ...platforms.flatMap((platform) => ['--platform', platform]),
    '--dest',
    directory,
    '--requirement',
    requirementsFile,
  ];
}

/** The line of a requirements file that asks for a wheel. */
export function requirementLine({ requirement, sha256 }: Wheel): string {
  return `${requirement} --hash=sha256:${sha256}`;
}

/**
 * Downloads one wheel into a folder and answers its path.
 *
 * pip says nothing of its progress unless a person watches, so the size of what it writes is watched.
 *
 * @throws Error with pip's own words.
 */
export async function downloadWheel(
  pip: Pip,
  wheel: Wheel,
  directory: string,
  onBytes: (bytes: number) => void,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  // A folder for this attempt alone: the pip of a set-up that was killed may still be writing into its own.
  const half = await mkdtemp(`${directory}.half-`);
  const requirements = join(half, 'requirements.txt');
  await writeFile(requirements, `${requirementLine(wheel)}\n`);
  const watch = setInterval(() => void sizeOf(half).then(onBytes, () => undefined), 200);
  try {
    const [command, ...args] = pip;
    const env = { PIP_RETRIES: '2', ...process.env, TMPDIR: half };
    await runCommand(command, [...args, ...downloadArguments(requirements, half)], { env });
    return await movedWheel(half, directory);
  } finally {
    clearInterval(watch);
    await rm(half, { recursive: true, force: true });
  }
}

async function movedWheel(from: string, to: string): Promise<string> {
  const name = (await readdir(from)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip ended well but left no wheel in ${from}`);
  await rename(join(from, name), join(to, name));
  return join(to, name);
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true });
  const sizes = await Promise.all(
    entries.map((entry) =>
      stat(join(directory, entry)).then(
        (s) => (s.isFile() ? s.size : 0),
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}
