import type * as tf from '@tensorflow/tfjs-core';
import { runShader } from '../../webgpu/runShader.js';

/** Invocations that look for the largest number of a row together. */
const LANES = 64;

/**
 * One workgroup per row: k times over, it finds the largest number that comes
 * after the one before. `tf.topk` leaves the order of equal numbers open.
 */
export function topKIndicesOnWebGpu(x: tf.Tensor2D, k: number): tf.Tensor2D {
  const [rows, columns] = x.shape;
  return runShader({
    name: 'topKIndices',
    inputs: { x },
    output: { shape: [rows, k], dtype: 'int32' },
    uniforms: { rows, columns, k },
    floats: { least: -Infinity },
    workgroupSize: [LANES, 1, 1],
    workgroups: [rows, 1, 1],
    code,
  });
}

/** NaN is known by its bits, which no compiler may take for a number. */
const code = `
struct Candidate {
  value : f32,
  column : i32, // -1: none
};

var<workgroup> best : array<Candidate, ${LANES}>;

fn comesBefore(a : Candidate, b : Candidate) -> bool {
  return b.column < 0 || a.value > b.value || (a.value == b.value && a.column < b.column);
}

fn bestAfter(last : Candidate, row : i32, lane : i32) -> Candidate {
  var found = Candidate(0.0, -1);
  for (var column = lane; column < uniforms.columns; column += ${LANES}) {
    let number = x[row * uniforms.columns + column];
    let isNaN = (bitcast<u32>(number) & 0x7fffffffu) > 0x7f800000u;
    let candidate = Candidate(select(number, uniforms.least, isNaN), column);
    if ((last.column < 0 || comesBefore(last, candidate)) && comesBefore(candidate, found)) {
      found = candidate;
    }
  }
  return found;
}

fn main(index : i32) {
  let lane = i32(localIndex);
  let row = index / ${LANES};
  var last = Candidate(0.0, -1);
  for (var rank = 0; rank < uniforms.k; rank++) {
    best[lane] = bestAfter(last, row, lane);
    workgroupBarrier();
    for (var stride = ${LANES / 2}; stride > 0; stride /= 2) {
      if (lane < stride && best[lane + stride].column >= 0 && comesBefore(best[lane + stride], best[lane])) {
        best[lane] = best[lane + stride];
      }
      workgroupBarrier();
    }
    last = best[0];
    workgroupBarrier();
    if (lane == 0 && row < uniforms.rows) {
      result[row * uniforms.k + rank] = max(last.column, 0);
    }
  }
}
`;
