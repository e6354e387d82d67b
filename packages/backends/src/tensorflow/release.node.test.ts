import { describe, expect, test } from 'vitest';
import { downloadArguments, requirementLine } from './pip.js';
import { buildName, wheelsOf, whyNoDownload, type Build } from './release.js';

const cpu: Build = { cuda: false, platform: 'linux', arch: 'x64' };
const cuda: Build = { ...cpu, cuda: true };

describe('the download plan', () => {
  test('is one wheel, with its hash, for the CPU', () => {
    expect(wheelsOf(cpu).map(requirementLine)).toEqual([
      'tensorflow-cpu==2.21.0 --hash=sha256:2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    ]);
  });

  test("is TensorFlow with CUDA, and NVIDIA's twelve wheels for a GPU, each with its hash", () => {
    const [tensorflow, ...nvidia] = wheelsOf(cuda).map(requirementLine);
    expect(tensorflow).toMatch(/^tensorflow==2\.21\.0 --hash=sha256:[0-9a-f]{64}$/);
    expect(nvidia).toHaveLength(12);
    for (const line of nvidia) expect(line).toMatch(/^nvidia-[a-z-]+-cu12==[\d.]+ --hash=sha256:[0-9a-f]{64}$/);
  });

  test('has a folder in the cache per version, build and machine', () => {
    expect(buildName(cpu)).toBe('2.21.0-cpu-linux-x64');
    expect(buildName(cuda)).toBe('2.21.0-cuda-linux-x64');
  });

  test('is for Linux on x64 only', () => {
    expect(whyNoDownload(cpu)).toBeUndefined();
    expect(whyNoDownload({ ...cpu, platform: 'darwin', arch: 'arm64' })).toBe(
      'TensorFlow is set up by itself on Linux with an x64 processor only, and this machine is darwin on arm64',
    );
  });

  test('asks pip for files of a fixed interpreter, whatever Python runs it', () => {
    const args = downloadArguments('requirements.txt', '/cache').join(' ');
    expect(args).toContain('--python-version 3.11 --abi cp311 --abi none');
    expect(args).toContain('--platform manylinux_2_27_x86_64');
    expect(args).toContain('--no-deps');
  });
});
