import * as tf from '@tensorflow/tfjs-core';
import { differentiate } from '../gradients/differentiate.js';
import { runListOp } from '../op/listOp.js';
import { cloneRows, disposeRows, type RowGradient } from '../gradients/rowGradient.js';
import { type StoredTable, tableOver } from '../gradients/table.js';
import { tableOps } from '../kernels/tableOps.js';
import { mapTensors } from '../tensorTree.js';

/**
 * Runs a function of tensors and tables, and keeps these alone; its gradient runs it again.
 *
 * @param operands a tree of tensors
 * @param run computes a tree of tensors, which may be those that it got
 * @returns the tree that it computed, of new tensors
 */
export function runForgetting<Operands, Output>(
  operands: Operands,
  tables: readonly StoredTable[],
  run: (operands: Operands, tables: readonly StoredTable[]) => Output,
): Output {
  const given = tensorsOf(operands);
  const again = (inputs: readonly tf.Tensor[], own: readonly StoredTable[]) => run(withTensors(operands, inputs), own);
  let made: Output;
  const outputs = runListOp(
    {
      compute(inputs) {
        made = again(inputs, tables);
        return tensorsOf(made).map((output) => tf.clone(output));
      },
      gradient(dys, inputs) {
        const at = inputs.slice(0, given.length);
        const gradients = gradientsAt(at, tables, (own) => withGradients(tensorsOf(again(at, own)), dys));
        return [
          ...gradients.tensors.map((one) => () => one),
          ...tables.map((table, i) => handOver(table, gradients.rows[i])),
        ];
      },
    },
    [...given, ...tables.map(({ handle }) => handle)],
  );
  return withTensors(made!, outputs);
}

interface GradientsAt {
  /** One for each tensor, undefined where it has none. */
  readonly tensors: readonly (tf.Tensor | undefined)[];
  /** Those that each table would have collected. */
  readonly rows: readonly (readonly RowGradient[])[];
}

/**
 * The gradients of a value at tensors and tables.
 *
 * @param value is given tables of its own, because it isn't known yet whether the gradients of tables are wanted
 */
function gradientsAt(
  at: readonly tf.Tensor[],
  tables: readonly StoredTable[],
  value: (own: readonly StoredTable[]) => tf.Scalar,
): GradientsAt {
  const floats = at.filter(isFloat);
  const own = tables.map((table) => tableOver(() => table.values, tableOps));
  for (const table of own) table.open();
  try {
    const stored = own.flatMap(({ values, handle }) => [values, handle]);
    const { grads } = differentiate(() => value(own), [...floats, ...stored]);
    own.forEach((table, i) => collectWhole(table, grads[floats.length + 2 * i]));
    return {
      tensors: at.map((tensor) => (isFloat(tensor) ? grads[floats.indexOf(tensor)] : undefined)),
      rows: own.map(takeTidily),
    };
  } finally {
    for (const table of own) {
      table.close();
      table.dispose();
    }
  }
}

/** A table that was used as a whole has a gradient that names all rows. */
function collectWhole(table: StoredTable, gradient: tf.Tensor | undefined): void {
  if (gradient) table.collect({ kind: 'rows', rows: tf.range(0, gradient.shape[0], 1, 'int32'), values: gradient });
}

/** What a table collected, as tensors that belong to the tidy around. */
function takeTidily(table: StoredTable): RowGradient[] {
  const taken = table.take();
  const tidied = taken.map(cloneRows);
  disposeRows(taken);
  return tidied;
}

/** Collects gradients when that of the table's handle is wanted. */
function handOver(table: StoredTable, gradients: readonly RowGradient[]): () => undefined {
  return () => {
    for (const gradient of gradients) table.collect(gradient);
    return undefined;
  };
}

/** 0, which has the gradients `dys` at the outputs. */
function withGradients(outputs: readonly tf.Tensor[], dys: readonly tf.Tensor[]): tf.Scalar {
  const compute = () => [tf.scalar(0)];
  const gradient = () => dys.map((dy) => () => (isFloat(dy) ? tf.clone(dy) : undefined));
  return tf.reshape(runListOp({ compute, gradient }, outputs)[0], []);
}

function isFloat({ dtype }: tf.Tensor): boolean {
  return dtype === 'float32';
}

function tensorsOf(tree: unknown): tf.Tensor[] {
  const tensors: tf.Tensor[] = [];
  mapTensors(tree, (tensor) => (tensors.push(tensor), tensor));
  return tensors;
}

function withTensors<Tree>(tree: Tree, tensors: readonly tf.Tensor[]): Tree {
  let at = 0;
  return mapTensors(tree, () => tensors[at++]);
}
