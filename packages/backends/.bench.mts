import * as tf from '@tensorflow/tfjs-core';
import { startDevice } from '@outrageous/backends';
import {
  uniform,
  normal,
  key,
  initialize,
  parameterSpec,
  uniformFanIn,
  disposeParameters,
  groupBy,
  groupedMatMul,
  segmentSum,
  gatherRows,
} from '/work/main/packages/core/src/index.ts';
const device = process.argv[2] as never;
await startDevice(device);
const time = async (name: string, f: () => tf.Tensor | void, n = 5) => {
  const ts = [];
  for (let i = 0; i < n; i++) {
    const t = performance.now();
    const r = f();
    if (r) {
      await r.data();
      r.dispose();
    }
    ts.push(performance.now() - t);
  }
  ts.sort((a, b) => a - b);
  console.log(device, name, ts[n >> 1].toFixed(2) + ' ms');
};
const N = 1 << 20;
await time('uniform 1M', () => uniform(key(1), [N]));
await time('normal 1M', () => normal(key(1), [N]));
await time(
  'init 1024x[128,256]',
  () => {
    const p = initialize({ w: parameterSpec([1024, 128, 256], uniformFanIn(128), { perExpert: true }) }, key(0));
    disposeParameters(p);
  },
  3,
);
const g = tf.tensor1d(
  Int32Array.from({ length: 2560 }, () => Math.floor(Math.random() * 32)),
  'int32',
);
const rows = normal(key(3), [2560, 128]) as tf.Tensor2D;
const w = normal(key(4), [32, 128, 256]) as tf.Tensor3D;
const go = groupBy(g, 32);
await go.offsets.data();
await go.order.data();
await time(
  'groupBy 2560/32',
  () => {
    tf.dispose({ ...groupBy(g, 32) });
  },
  20,
);
await time(
  'gather 2560x128',
  () => {
    gatherRows(rows, go.order).dispose();
  },
  20,
);
await time(
  'segmentSum 2560x128',
  () => {
    segmentSum(rows, g, 640).dispose();
  },
  20,
);
await time(
  'gmm',
  () => {
    groupedMatMul({ rows, offsets: go.offsets, groups: 32 }, w).dispose();
  },
  20,
);
await time(
  'gmm fwd+bwd',
  () => {
    tf.dispose(
      tf.grads((a, b) => groupedMatMul({ rows: a as tf.Tensor2D, offsets: go.offsets, groups: 32 }, b as tf.Tensor3D))([
        rows,
        w,
      ]),
    );
  },
  20,
);
const w0 = tf.randomNormal([128, 256]);
await time(
  'plain fwd+bwd',
  () => {
    tf.dispose(tf.grads((a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D))([rows, w0]));
  },
  20,
);
process.exit(0);
