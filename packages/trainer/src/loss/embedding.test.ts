import { gatherRows } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { tensorOf } from '../../fixtures/agreesWithTorch.js';
import torch from '../../fixtures/embedding.json' with { type: 'json' };

it("looks words up as PyTorch's embedding does, with its gradient", async () => {
  const tokens = tf.tensor1d(torch.tokens, 'int32');
  const [table, upstream] = [tensorOf(torch.table), tensorOf(torch.upstream)] as tf.Tensor2D[];
  const output = gatherRows(table, tokens);
  await expectClose(output, torch.output.values);
  const gradient = tf.grad((rows: tf.Tensor) => gatherRows(rows as tf.Tensor2D, tokens))(table, upstream);
  await expectClose(gradient, torch.gradient.values);
  tf.dispose([tokens, table, upstream, output, gradient]);
});
