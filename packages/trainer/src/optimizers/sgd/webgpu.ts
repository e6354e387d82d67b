import type { TargetUpdate } from '../parameterwise.js';
import { updateOnWebGpu } from '../webgpuTarget.js';
import type { SgdNumbers } from './plain.js';

/** Gradient descent in one pass over memory, in place, with one shader for each parameter. */
export function sgdOnWebGpu({ learningRate, momentum }: SgdNumbers): TargetUpdate<'momentum'> {
  const plain = {
    name: 'sgd',
    slots: [],
    numbers: { learningRate },
    equations: 'parameter[at] -= uniforms.learningRate * g;',
  };
  if (momentum === 0) return (target) => updateOnWebGpu(target, plain);
  const accelerated = {
    name: 'momentum',
    slots: ['momentum'],
    numbers: { learningRate, decay: momentum },
    equations,
  } as const;
  return (target) => updateOnWebGpu(target, accelerated);
}

const equations = `
  let v = uniforms.decay * momentum[at] + g;
  momentum[at] = v;
  parameter[at] -= uniforms.learningRate * v;`;
