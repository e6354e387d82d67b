import type { TargetUpdate } from '../parameterwise.js';
import { updateOnWebGpu } from '../webgpuTarget.js';
import { boundedWgsl } from '../plainOps.js';
import { corrections, type AdamNumbers, type Moment } from './plain.js';

/** Adam in one pass over memory, in place, with one shader for each parameter. */
export function adamOnWebGpu(numbers: AdamNumbers): TargetUpdate<Moment> {
  const { beta1, beta2, epsilon } = numbers;
  const decays = { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 };
  const update = {
    name: 'adam',
    slots: ['firstMoment', 'secondMoment'],
    numbers: { ...decays, epsilon, ...corrections(numbers) },
    equations,
  } as const;
  return (target) => updateOnWebGpu(target, update);
}

const equations = `
  let own = ${boundedWgsl};
  let m = uniforms.beta1 * firstMoment[at] + uniforms.rest1 * own;
  let v = uniforms.beta2 * secondMoment[at] + uniforms.rest2 * own * own;
  firstMoment[at] = m;
  secondMoment[at] = v;
  parameter[at] -= uniforms.stepSize * m / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);`;
