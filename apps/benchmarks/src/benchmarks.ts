import type { Benchmark } from './benchmark.js';
import { experts } from './cases/experts.js';
import { large } from './cases/large.js';
import { lstm } from './cases/lstm.js';
import { plain } from './cases/plain.js';
import { pytorch } from './cases/pytorch.js';
import { ranks } from './cases/ranks.js';
import { recompute } from './cases/recompute.js';
import { step } from './cases/step.js';
import { webgpu } from './cases/webgpu.js';

/** All that is measured, in the order of the page. */
export const benchmarks = [
  step,
  pytorch,
  plain,
  experts,
  lstm,
  large,
  recompute,
  ranks,
  webgpu,
] as unknown as readonly Benchmark[];
