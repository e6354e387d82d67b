import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { compileSharedLibrary, findCompiler } from '../tensorflow/compiler.js';
import { findNodeGpuPackage } from '../tensorflow/nodeGpuPackage.js';
import { describeReport, doctor } from './doctor.js';
import { probe } from './probe.js';

let folder: string;

/** A machine whose cache is empty. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-doctor-'));
  vi.stubEnv('OUTRAGEOUS_CACHE', join(folder, 'cache'));
  vi.stubEnv('OUTRAGEOUS_LIBTENSORFLOW', '');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
});

describe('the doctor', () => {
  test('really starts the devices that need nothing, and times them', async () => {
    const reports = await doctor(['wasm', 'cpu']);
    expect(reports.map(({ name, works }) => [name, works])).toEqual([
      ['wasm', true],
      ['cpu', true],
    ]);
    expect(describeReport(reports[1])).toMatch(
      /^✓ cpu: plain JavaScript on the CPU\n {4}matMul 256³ in [\d.]+ ms, [\d.]+ GFLOP\/s$/,
    );
  });

  test('says what to do where TensorFlow is not installed, and installs nothing', async () => {
    const [report] = await doctor(['tensorflow']);
    expect(report).toMatchObject({ name: 'tensorflow', works: false });
    expect(describeReport(report)).toBe(
      "✗ tensorflow: startDevice('tensorflow'): TensorFlow is not installed, and the option 'install' is false\n" +
        "    Run `npx outrageous-backends install`, or choose the device 'wasm'",
    );
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a probe', () => {
  const nodeGpu = findNodeGpuPackage() ?? '';

  test('of a binding that is none repeats what the loader says', async () => {
    const binding = join(folder, 'none.node');
    await writeFile(binding, 'this is no library');
    expect(await probe({ device: 'tensorflow', installation: { nodeGpu, binding } })).toMatchObject({
      works: false,
      problem: expect.stringMatching(/^startDevice\('tensorflow'\): TensorFlow does not load \(.*none\.node/) as string,
      remedy: expect.stringContaining(`Remove '${binding}'`) as string,
    });
  });

  test('of a binary that ends its process says so', async ({ skip }) => {
    const compiler = (await findCompiler()) ?? skip('no C++ compiler');
    const source = join(folder, 'ends.cc');
    await writeFile(source, '#include <cstdlib>\n__attribute__((constructor)) static void end() { abort(); }\n');
    const binding = join(folder, 'ends.node');
    const none = { includeDirectories: [], compileFlags: [], linkFlags: [] };
    await compileSharedLibrary(compiler, { sources: [source], output: binding, ...none });
    expect(await probe({ device: 'tensorflow', installation: { nodeGpu, binding } })).toMatchObject({
      works: false,
      problem: expect.stringMatching(/^the process that tried it was ended by SIGABRT/) as string,
    });
  });
});
