import type { Optimizer } from '@outrageous/core';
import { adam, linearCooldown, warmupInverseSquareRoot } from '@outrageous/trainer';
import { languageModel, type LanguageModel } from '../../model/languageModel.js';
import { moe, trunk } from '../../model/trunk.js';
import { lstmLayer } from '../../presets/sandwich.js';
import { clippedOptimizer } from '../../ranks/clippedOptimizer.js';
import { alone } from '../../ranks/team.js';
import { type ComparedGate, pool, width } from './comparedGates.js';

/** 32 texts side by side, 20 words of each per step. */
export const window = { batch: 32, time: 20 };

/** The preset `small-moe-32`, with another gate. */
export function gateModel({ make }: ComparedGate, vocabulary: number): LanguageModel {
  const layers = [lstmLayer({ width }), moe(make(), pool, width), lstmLayer({ width })];
  return languageModel({ vocabulary, width, trunk: trunk(layers) });
}

/** As `train` has it. */
export function gateOptimizer(steps: number): Optimizer {
  const rising = warmupInverseSquareRoot({ peak: 8e-3, warmup: 100 });
  const learningRate = linearCooldown(rising, { steps, share: 0.5 });
  return clippedOptimizer(adam({ learningRate }), 1, alone());
}
