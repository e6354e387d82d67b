import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { externalLibrary, isHeader, isLibrary, isNvidiaLibrary } from './library.js';
import { nvidiaLibraries } from './nvidia.js';

async function folderWith(...files: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-library-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of files) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}

test('only the libraries and the C headers are taken out of the wheel', () => {
  expect(isLibrary('tensorflow/libtensorflow_cc.so.2')).toBe(true);
  expect(isLibrary('tensorflow/python/_pywrap_tfe.so')).toBe(false);
  expect(isHeader('tensorflow/include/tensorflow/c/kernels.h')).toBe(true);
  expect(isHeader('tensorflow/include/tensorflow/core/graph/graph.h')).toBe(false);
  expect(isNvidiaLibrary('nvidia/cublas/lib/libcublasLt.so.12')).toBe(true);
  expect(isNvidiaLibrary('nvidia/cublas/include/cublas.h')).toBe(false);
});

test('a folder of a Python package or of an unpacked libtensorflow is a library', async () => {
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  const header = 'include/tensorflow/c/c_api.h';
  const python = await folderWith(...libraries, header);
  expect(externalLibrary(python)).toEqual({
    directory: python,
    includeDirectory: join(python, 'include'),
    cuda: false,
  });
  const unpacked = await folderWith(...libraries.map((file) => `lib/${file}`), header);
  expect(externalLibrary(unpacked)?.directory).toBe(join(unpacked, 'lib'));
  expect(externalLibrary(await folderWith(...libraries))).toBeUndefined();
  expect(externalLibrary(await folderWith(header))).toBeUndefined();
});

test("NVIDIA's libraries are loaded after those that they need", async () => {
  const folder = await folderWith(
    'cudnn/lib/libcudnn.so.9',
    'cudnn/lib/libcudnn_graph.so.9',
    'cudnn/lib/libcudnn_cnn.so.9',
    'cublas/lib/libcublas.so.12',
    'cublas/lib/libcublasLt.so.12',
    'cuda_runtime/lib/libcudart.so.12',
    'cuda_runtime/include/cuda.h',
  );
  expect(nvidiaLibraries(folder).map((path) => path.slice(folder.length + 1))).toEqual([
    'cuda_runtime/lib/libcudart.so.12',
    'cublas/lib/libcublasLt.so.12',
    'cublas/lib/libcublas.so.12',
    'cudnn/lib/libcudnn_graph.so.9',
    'cudnn/lib/libcudnn_cnn.so.9',
    'cudnn/lib/libcudnn.so.9',
  ]);
});
