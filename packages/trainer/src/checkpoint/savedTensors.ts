import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import {
  isEnumerated,
  leaves,
  namedTensors,
  type Parameter,
  type ParameterTree,
  type Shard,
  type StateTree,
} from '@outrageous/core';
import type { Training } from '../loop/training.js';
import type { TensorEntry } from './safetensors.js';

/** A tensor that a checkpoint holds, as this process has it. */
export interface SavedTensor extends TensorEntry {
  /** Its name in the file, such as `parameters/trunk/0/weight`. */
  readonly name: string;
  /** What people call it, such as `parameter trunk/0/weight`. */
  readonly title: string;
  /** Which rows of the tensor these are, where processes have some each. */
  readonly rows?: Shard;
  /** What it belongs to: to all processes alike, or to the experts or the sequences that this one has. */
  readonly of: 'all' | 'experts' | 'sequences';
  read(): Tensor;
}

/** A parameter, or a slot of the optimizer. */
export interface SavedParameter extends SavedTensor {
  readonly parameter: Parameter;
}

/** A tensor of the recurrent state. */
export interface SavedState extends SavedTensor {
  /** Its path in the state. */
  readonly path: string;
}

/** All tensors of a training run: parameters, slots of the optimizer, recurrent state. */
export function savedTensors({ parameters, optimizer, recurrent, streams }: Training): SavedTensor[] {
  return [...savedParameters(parameters), ...savedSlots(optimizer.slots), ...savedState(recurrent, streams)];
}

/** The parameters of a model: `parameters/<name>`. */
export function savedParameters(parameters: ParameterTree): SavedParameter[] {
  return leaves(parameters).map((parameter) => savedParameter(parameter, 'parameters', 'parameter'));
}

/** The slots of an optimizer: `optimizer/<name>`. */
export function savedSlots(slots: ParameterTree): SavedParameter[] {
  return leaves(slots).map((slot) => savedParameter(slot, 'optimizer', "the optimizer's"));
}

function savedParameter(parameter: Parameter, folder: string, kind: string): SavedParameter {
  const { name, shape, read } = parameter;
  const shard = partial(parameter.shard);
  return {
    name: `${folder}/${name}`,
    title: `${kind} ${name}`,
    dtype: 'float32',
    shape,
    rows: isEnumerated(parameter) ? shard : undefined,
    of: shard ? 'experts' : 'all',
    read,
    parameter,
  };
}

/** Where a process has all experts, nothing is missing. */
function partial(shard?: Shard): Shard | undefined {
  return shard && shard.count < shard.of ? shard : undefined;
}

/** The recurrent state: `recurrent/<path>`, or `recurrent` where it is a single tensor. Its rows are sequences. */
export function savedState(state: StateTree, streams: Shard): SavedState[] {
  return namedTensors(state).map(([path, tensor]) => ({
    name: path === '' ? 'recurrent' : `recurrent/${path}`,
    title: `the recurrent state ${path}`,
    dtype: storable(tensor.dtype, path),
    shape: tensor.shape,
    rows: streams,
    of: 'sequences',
    path,
    read: () => tensor,
  }));
}

function storable(dtype: DataType, path: string): TensorEntry['dtype'] {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`checkpoint: the recurrent state ${path} is ${dtype}; needs float32, int32 or bool`);
}

/** The shape of the tensor with the rows of all processes. */
export function wholeShape({ shape, rows }: Pick<SavedTensor, 'shape' | 'rows'>): readonly number[] {
  return rows ? [rows.of, ...shape.slice(1)] : shape;
}

/** Whether other processes have tensors that this one doesn't know: those of experts that are not alike. */
export function isAlone({ of, rows }: SavedTensor): boolean {
  return of === 'experts' && rows === undefined;
}
