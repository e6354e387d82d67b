import * as tf from '@tensorflow/tfjs-core';
import { runShader, workgroupsFor } from '../../webgpu.js';

/** Slots per workgroup, and values of a digit: one invocation each. */
const LANES = 256;
const DIGIT_BITS = 8;

/**
 * Stable radix sort, a digit of 8 bits at a time: three shaders per digit, so
 * four in all for up to 256 groups. Nothing is read back, nothing is atomic.
 */
export function groupOnWebGpu(group: tf.Tensor1D, groups: number): [order: tf.Tensor, offsets: tf.Tensor] {
  if (group.size === 0) return [tf.tensor1d([], 'int32'), tf.zeros([groups + 1], 'int32')];
  let order = sortByDigit({ group }, 0);
  for (let shift = DIGIT_BITS; groups > 2 ** shift; shift += DIGIT_BITS) order = sortByDigit({ group, order }, shift);
  return [order, findOffsets(group, order, groups)];
}

/** Slots in an order (their own, where none is given), to be sorted further. */
type Slots = { readonly group: tf.Tensor; readonly order?: tf.Tensor };

function sortByDigit(slots: Slots, shift: number): tf.Tensor {
  return scatter(slots, firstPositions(countDigits(slots, shift)), shift);
}

/** [blocks, LANES]: how often each digit occurs in each block of slots. */
function countDigits(slots: Slots, shift: number): tf.Tensor {
  return runShader({
    name: `groupBy countDigits ${Object.keys(slots)}`,
    inputs: slots,
    output: { shape: [blocksOf(slots), LANES], dtype: 'int32' },
    uniforms: { slots: slots.group.size, shift },
    workgroupSize: [LANES, 1, 1],
    workgroups: [blocksOf(slots), 1, 1],
    code: `${digitsWgsl(slots)}
fn main(index : i32) {
  let lane = i32(localIndex);
  digits[lane] = digitAt(index);
  workgroupBarrier();
  var count = 0;
  for (var i = 0; i < ${LANES}; i++) {
    count += select(0, 1, digits[i] == lane);
  }
  result[index] = count;
}`,
  });
}

/** [blocks, LANES]: the sorted position of the first slot of each block with each digit. */
function firstPositions(counts: tf.Tensor): tf.Tensor {
  return runShader({
    name: 'groupBy firstPositions',
    inputs: { counts },
    output: { shape: counts.shape, dtype: 'int32' },
    uniforms: { blocks: counts.shape[0] },
    workgroupSize: [LANES, 1, 1],
    workgroups: [1, 1, 1],
    code: `
var<workgroup> totals : array<i32, ${LANES}>;

fn main(digit : i32) {
  var total = 0;
  for (var block = 0; block < uniforms.blocks; block++) {
    total += counts[block * ${LANES} + digit];
  }
  totals[digit] = total;
  workgroupBarrier();
  var position = 0;
  for (var smaller = 0; smaller < digit; smaller++) {
    position += totals[smaller];
  }
  for (var block = 0; block < uniforms.blocks; block++) {
    result[block * ${LANES} + digit] = position;
    position += counts[block * ${LANES} + digit];
  }
}`,
  });
}

/** int32 [slots]: each slot at its position, after those of its block that share its digit and come before it. */
function scatter(slots: Slots, positions: tf.Tensor, shift: number): tf.Tensor {
  return runShader({
    name: `groupBy scatter ${Object.keys(slots)}`,
    inputs: { ...slots, positions },
    output: { shape: slots.group.shape, dtype: 'int32' },
    uniforms: { slots: slots.group.size, shift },
    workgroupSize: [LANES, 1, 1],
    workgroups: [blocksOf(slots), 1, 1],
    code: `${digitsWgsl(slots)}
fn main(index : i32) {
  let lane = i32(localIndex);
  let digit = digitAt(index);
  digits[lane] = digit;
  workgroupBarrier();
  if (index >= uniforms.slots) {
    return;
  }
  var rank = 0;
  for (var i = 0; i < lane; i++) {
    rank += select(0, 1, digits[i] == digit);
  }
  result[positions[index / ${LANES} * ${LANES} + digit] + rank] = slotAt(index);
}`,
  });
}

/** int32 [groups + 1]: for each group how many slots have a smaller one, by binary search. */
function findOffsets(group: tf.Tensor, order: tf.Tensor, groups: number): tf.Tensor {
  return runShader({
    name: 'groupBy findOffsets',
    inputs: { group, order },
    output: { shape: [groups + 1], dtype: 'int32' },
    uniforms: { slots: group.size, groups },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(groups + 1, 64),
    code: `
fn main(index : i32) {
  var low = 0;
  var high = uniforms.slots;
  while (low < high) {
    let middle = (low + high) / 2;
    if (group[order[middle]] < index) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (index <= uniforms.groups) {
    result[index] = low;
  }
}`,
  });
}

function blocksOf({ group }: Slots): number {
  return Math.ceil(group.size / LANES);
}

/** The digit that is sorted by; LANES, which is none, beyond the last slot. */
function digitsWgsl({ order }: Slots): string {
  return `
var<workgroup> digits : array<i32, ${LANES}>;

fn slotAt(index : i32) -> i32 {
  return ${order ? 'order[index]' : 'index'};
}

fn digitAt(index : i32) -> i32 {
  if (index >= uniforms.slots) {
    return ${LANES};
  }
  return (group[slotAt(index)] >> u32(uniforms.shift)) & ${LANES - 1};
}
`;
}
