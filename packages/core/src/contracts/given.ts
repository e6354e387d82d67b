import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from '../tensorTree.js';
import {
  equalForm,
  faultIn,
  faultOf,
  type Form,
  type Forms,
  functionForm,
  likeForm,
  optionalForm,
  tensorForm,
  treeForm,
} from './form.js';

/** What is known of a routing beside itself; absent where it isn't. */
export interface RoutingSizes {
  /** Of the gate's input. */
  readonly rows?: number;
  readonly experts?: number;
  /** Of the gate; 1 where it isn't said. */
  readonly groups?: number;
}

/**
 * What is wrong with what a gate gave; `undefined` where nothing is. See `Routing`.
 *
 * @example
 * ```ts
 * const fault = faultInRouting(gate.apply(parameters, input, context), { rows: 6, experts: 4 });
 * ```
 */
export function faultInRouting(value: unknown, { rows, experts, groups = 1 }: RoutingSizes = {}): string | undefined {
  const token: unknown = typeof value === 'object' && value && Reflect.get(value, 'token');
  const slots = isTensor(token) && token.rank === 1 ? token.shape[0] : 'slots';
  const why = " as its 'token'";
  const logits = tensorForm('float32', [rows ?? 'rows', experts ? experts / groups : 'experts']);
  const forms: Forms = {
    token: tensorForm('int32', ['slots']),
    expert: tensorForm('int32', [slots], why),
    weight: tensorForm('float32', [slots], why),
    experts: experts ? equalForm(experts, "as the gate's") : { needs: 'a number', fits: (x) => Number(x) >= 1 },
    logits: optionalForm(logits),
    sums: treeForm,
    measure: functionForm('(sums) => { loss, metrics }'),
  };
  return faultIn(forms, value) ?? faultInScoring(value, optionalForm(logits));
}

function faultInScoring(value: unknown, scores: Form): string | undefined {
  const scoring: unknown = Reflect.get(value as object, 'scoring');
  const fault = scoring !== undefined && faultIn({ ranked: scores, logWeights: scores }, scoring);
  return fault ? `of its 'scoring': ${fault}` : undefined;
}

/** What is wrong with what a routing's `measure` gave; `undefined` where nothing is. */
export function faultInMeasured(value: unknown, experts: number): string | undefined {
  const metrics: unknown = typeof value === 'object' && value && Reflect.get(value, 'metrics');
  const perExpert = tensorForm('float32', [experts]);
  const [loss, record] = [tensorForm('float32', []), { needs: 'a record of tensors', fits: isRecord }];
  return (
    faultIn({ loss, metrics: record }, value) ??
    faultIn({ importance: perExpert, load: perExpert }, metrics) ??
    faultIn(Object.fromEntries(Object.keys(metrics as object).map((name) => [name, anyTensor])), metrics)
  );
}

/** What is wrong with the rows that a pool or a mixture gave; `undefined` where nothing is. */
export function faultInRows(value: unknown, rows: number | 'slots', width: number | 'width'): string | undefined {
  return faultOf('what it gave', tensorForm('float32', [rows, width]), value);
}

/** What is known of a window. */
export interface SequenceSizes {
  readonly time: number;
  readonly batch: number;
  readonly width: number;
  /** The state that went in. */
  readonly state: TensorTree;
}

/** What is wrong with what a recurrent layer gave; `undefined` where nothing is. See `SequenceOutput`. */
export function faultInSequence(value: unknown, { time, batch, width, state }: SequenceSizes): string | undefined {
  const forms: Forms = {
    output: tensorForm('float32', [time, batch, width]),
    state: likeForm(state, 'as the one that went in'),
  };
  return faultIn({ ...forms, routings: optionalForm(listForm) }, value) ?? faultInRoutings(value);
}

/**
 * What is wrong with what a task gave; `undefined` where nothing is. See `TaskOutput`.
 *
 * @param state what `zeroState` gives
 */
export function faultInTaskOutput(value: unknown, state: TensorTree): string | undefined {
  const forms: Forms = {
    loss: tensorForm('float32', [], ', the mean over the predictions'),
    state: likeForm(state, 'as zeroState gives it'),
    routings: listForm,
  };
  return faultIn(forms, value) ?? faultInRoutings(value);
}

const listForm: Form = { needs: 'a list of routings, empty where there is no mixture', fits: Array.isArray };

const anyTensor: Form = { needs: 'a tensor', fits: isTensor };

function faultInRoutings(value: unknown): string | undefined {
  const routings: unknown = Reflect.get(Object(value) as object, 'routings');
  if (!Array.isArray(routings)) return undefined;
  for (const [i, routing] of routings.entries()) {
    const fault = faultInRouting(routing);
    if (fault) return `routing ${i} of its 'routings': ${fault}`;
  }
  return undefined;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}
