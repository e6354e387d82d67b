import type * as tf from '@tensorflow/tfjs-core';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runShader } from '../../webgpu/runShader.js';
import { orderOfNoSlots } from './noSlots.js';

/** Slots per workgroup: one invocation each. */
const LANES = 256;

/** Up to so many groups are told apart at once; of more, one digit of 8 bits after the other. */
const MOST_VALUES = 2048;
const DIGIT_BITS = 8;

/**
 * Stable radix sort: three shaders per digit, so four in all for up to 2048 groups.
 * Nothing is read back, nothing is atomic. Slots whose group isn't there are −1 in the order, among those of the last group.
 */
export function groupOnWebGpu(group: tf.Tensor1D, groups: number): [order: tf.Tensor1D, offsets: tf.Tensor1D] {
  if (group.size === 0) return orderOfNoSlots(groups);
  const [first, ...further] = digitsOf(groups);
  const order = further.reduce(
    (sorted, digit) => sortByDigit({ group, groups, order: sorted }, digit),
    sortByDigit({ group, groups }, first),
  );
  return [order, findOffsets(group, order, groups)];
}

/** Part of the number of a group: (number >> shift) & (values − 1), or all of it. */
interface Digit {
  readonly shift: number;
  /** How many values it can have; a multiple of LANES. */
  readonly values: number;
}

function digitsOf(groups: number): Digit[] {
  if (groups <= MOST_VALUES) return [{ shift: 0, values: Math.ceil(groups / LANES) * LANES }];
  const shifts = [];
  for (let shift = 0; groups > 2 ** shift; shift += DIGIT_BITS) shifts.push(shift);
  return shifts.map((shift) => ({ shift, values: 2 ** DIGIT_BITS }));
}

/** Slots in an order (their own, where none is given), to be sorted further. */
type Slots = { readonly group: tf.Tensor1D; readonly groups: number; readonly order?: tf.Tensor1D };

function sortByDigit(slots: Slots, digit: Digit): tf.Tensor1D {
  return scatter(slots, firstPositions(countDigits(slots, digit)), digit);
}

/** [blocks, values]: how often each digit occurs in each block of slots. */
function countDigits(slots: Slots, digit: Digit): tf.Tensor {
  return runShader({
    ...blockwise('groupBy countDigits', slots, digit),
    inputs: inputsOf(slots),
    output: { shape: [blocksOf(slots), digit.values], dtype: 'int32' },
    code: `${digitsWgsl(slots)}
fn main(index : i32) {
  let lane = i32(localIndex);
  digits[lane] = digitAt(index);
  workgroupBarrier();
  if (index >= uniforms.blocks * ${LANES}) {
    return;
  }
  for (var value = lane; value < uniforms.values; value += ${LANES}) {
    var count = 0;
    for (var i = 0; i < ${LANES}; i++) {
      count += select(0, 1, digits[i] == value);
    }
    result[index / ${LANES} * uniforms.values + value] = count;
  }
}`,
  });
}

/** [blocks, values]: the sorted position of the first slot of each block with each digit. */
function firstPositions(counts: tf.Tensor): tf.Tensor {
  const [blocks, values] = counts.shape;
  return runShader({
    name: `groupBy firstPositions ${values}`,
    inputs: { counts },
    output: { shape: [blocks, values], dtype: 'int32' },
    uniforms: { blocks },
    workgroupSize: [LANES, 1, 1],
    workgroups: [1, 1, 1],
    code: firstPositionsWgsl(values),
  });
}

/** Each invocation counts the slots of a few values that follow each other, and then those before them. */
function firstPositionsWgsl(values: number): string {
  const own = values / LANES;
  return `
var<workgroup> totals : array<i32, ${LANES}>;

fn main(lane : i32) {
  var total = 0;
  for (var value = lane * ${own}; value < (lane + 1) * ${own}; value++) {
    for (var block = 0; block < uniforms.blocks; block++) {
      total += counts[block * ${values} + value];
    }
  }
  totals[lane] = total;
  workgroupBarrier();
  var position = 0;
  for (var before = 0; before < lane; before++) {
    position += totals[before];
  }
  for (var value = lane * ${own}; value < (lane + 1) * ${own}; value++) {
    for (var block = 0; block < uniforms.blocks; block++) {
      result[block * ${values} + value] = position;
      position += counts[block * ${values} + value];
    }
  }
}`;
}

/** int32 [slots]: each slot at its position, after those of its block that share its digit and come before it. */
function scatter(slots: Slots, positions: tf.Tensor, digit: Digit): tf.Tensor1D {
  return runShader({
    ...blockwise('groupBy scatter', slots, digit),
    inputs: { ...inputsOf(slots), positions },
    output: { shape: slots.group.shape, dtype: 'int32' },
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
  result[positions[index / ${LANES} * uniforms.values + digit] + rank] = knownSlot(slotAt(index));
}`,
  });
}

/** A workgroup for each block of slots. */
function blockwise(name: string, slots: Slots, { shift, values }: Digit) {
  return {
    name: `${name}${slots.order ? ' further' : ''}`,
    uniforms: { slots: slots.group.size, blocks: blocksOf(slots), shift, values, last: slots.groups - 1 },
    workgroupSize: [LANES, 1, 1] as const,
    workgroups: [blocksOf(slots), 1, 1] as const,
  };
}

/** int32 [groups + 1]: for each group how many slots have a smaller one, by binary search. */
function findOffsets(group: tf.Tensor, order: tf.Tensor, groups: number): tf.Tensor1D {
  return runShader({
    name: 'groupBy findOffsets',
    inputs: { group, order },
    output: { shape: [groups + 1], dtype: 'int32' },
    uniforms: { slots: group.size, size: groups + 1 },
    ...eachNumber(
      groups + 1,
      `
  var low = 0;
  var high = uniforms.slots;
  while (low < high) {
    let middle = (low + high) / 2;
    let slot = order[middle];
    if (select(group[slot], uniforms.size - 2, slot < 0) < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  result[at] = low;`,
    ),
  });
}

function blocksOf({ group }: Slots): number {
  return Math.ceil(group.size / LANES);
}

function inputsOf({ group, order }: Slots): { readonly [name: string]: tf.Tensor } {
  return { group, ...(order && { order }) };
}

/** The digit that is sorted by; −1, which is none, beyond the last slot. Slots whose group isn't there are −1, in the last one. */
function digitsWgsl({ order }: Slots): string {
  return `
var<workgroup> digits : array<i32, ${LANES}>;

fn slotAt(index : i32) -> i32 {
  return ${order ? 'order[index]' : 'index'};
}

fn knownSlot(slot : i32) -> i32 {
  return select(slot, -1, group[slot] < 0 || group[slot] > uniforms.last);
}

fn digitAt(index : i32) -> i32 {
  if (index >= uniforms.slots) {
    return -1;
  }
  let slot = knownSlot(slotAt(index));
  return (select(group[slot], uniforms.last, slot < 0) >> u32(uniforms.shift)) % uniforms.values;
}
`;
}
