import * as tf from '@tensorflow/tfjs-core';
import { lastStep } from '../parts/overSteps.js';
import type { LstmGradient, LstmInputs, LstmOutputGradients } from './inputs.js';
import type { LstmOutputs, Trace } from './trace.js';

/** TensorFlow's fused forward pass. Its gates come in the order of our weight: i, f, g, o. */
export function forwardWithTensorflow(inputs: LstmInputs): LstmOutputs {
  const { TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT } = tensorflowBackend().binding;
  const attributes = [
    { name: 'cell_clip', type: TF_ATTR_FLOAT, value: 0 },
    { name: 'use_peephole', type: TF_ATTR_BOOL, value: false },
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
  ];
  const outputs = overSequence<tf.Tensor3D>('BlockLSTMV2', attributes, inputs, [], 7);
  const [inputGate, cell, forgetGate, outputGate, candidate, squashed, hidden] = outputs;
  return { hidden, finalCell: lastStep(cell), trace: { inputGate, forgetGate, candidate, outputGate, cell, squashed } };
}

/** TensorFlow's fused backward pass, which is the fastest where the cells are few. */
export function backwardWithTensorflow(
  inputs: LstmInputs,
  { hidden, trace }: LstmOutputs,
  dy: LstmOutputGradients,
): LstmGradient {
  const { TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT } = tensorflowBackend().binding;
  const attributes = [
    { name: 'use_peephole', type: TF_ATTR_BOOL, value: false },
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
  ];
  const forwards = [...inOrder(trace), hidden];
  const gradients = tf.tidy(() =>
    overSequence('BlockLSTMGradV2', attributes, inputs, [...forwards, atLastStep(dy.finalCell, trace), dy.hidden], 8),
  );
  const [x, cell, hidden0, weight, , , , bias] = gradients;
  return {
    x: () => x,
    cell: () => cell,
    hidden: () => hidden0,
    weight: () => weight,
    bias: () => bias,
  };
}

function inOrder({ inputGate, cell, forgetGate, outputGate, candidate, squashed }: Trace): tf.Tensor[] {
  return [inputGate, cell, forgetGate, outputGate, candidate, squashed];
}

/** Zeros for every step but the last: the gradient of all cell states, given that of the final one. */
function atLastStep(finalCell: tf.Tensor2D, { cell }: Trace): tf.Tensor3D {
  return tf.pad(tf.expandDims<tf.Tensor3D>(finalCell), [
    [cell.shape[0] - 1, 0],
    [0, 0],
    [0, 0],
  ]);
}

/**
 * Runs one of TensorFlow's LSTM ops over all steps, without peepholes.
 *
 * Their first input, the number of steps, is an int64, a type that TensorFlow.js
 * lacks: it is made and freed here, beside its tensors.
 */
function overSequence<Output extends tf.Tensor>(
  op: string,
  attributes: readonly RawAttribute[],
  { x, cell, hidden, weight, bias }: LstmInputs,
  rest: readonly tf.Tensor[],
  outputs: number,
): Output[] {
  const backend = tensorflowBackend();
  const { binding } = backend;
  const noPeephole = tf.zeros([cell.shape[1]]);
  const tensors = [x, cell, hidden, weight, noPeephole, noPeephole, noPeephole, bias, ...rest];
  const length = binding.createTensor([], binding.TF_INT64, new Int32Array([x.shape[0], 0]));
  try {
    const made = binding.executeOp(op, attributes, [length, ...backend.getInputTensorIds(tensors)], outputs);
    return made.map((metadata) => backend.createOutputTensor<Output>(metadata));
  } finally {
    binding.deleteTensor(length);
  }
}

interface RawAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

/** What is used of `NodeJSKernelBackend`. It is known by its shape, because browsers can't import its class. */
interface TensorflowBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_FLOAT: number;
    readonly TF_INT64: number;
    createTensor(shape: readonly number[], dtype: number, values: Int32Array): number;
    deleteTensor(id: number): void;
    executeOp(name: string, attributes: readonly RawAttribute[], inputs: readonly number[], outputs: number): object[];
  };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor<Output>(metadata: object): Output;
}

function tensorflowBackend(): TensorflowBackend {
  return tf.backend() as unknown as TensorflowBackend;
}
