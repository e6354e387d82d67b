import { DeviceError, startDevice } from '@outrageous/backends';

/**
 * A process of its own, so that the GPU is free for the next: starts TensorFlow with CUDA, and says which it is.
 *
 * Ends with code 1, and with what to do, where there is no GPU.
 */
try {
  const { description, gpu } = await startDevice('tensorflow', { cuda: true, install: false });
  if (!gpu) {
    throw new DeviceError(
      'tensorflow',
      `verify:cuda: ${description}, though the build for CUDA was asked for`,
      'Look with `nvidia-smi` whether the driver sees a GPU, and with TF_CPP_MIN_LOG_LEVEL=0 why TensorFlow does not',
    );
  }
  process.stdout.write(`${description}\n`);
} catch (error) {
  if (!(error instanceof DeviceError)) throw error;
  process.stderr.write(`✗ ${error.message}\n`);
  process.stderr.write('  `npx outrageous-backends install --cuda` sets TensorFlow with CUDA up.\n');
  process.exitCode = 1;
}
