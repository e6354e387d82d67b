import * as tf from '@tensorflow/tfjs-core';
import type { Gate, ParameterTree } from '@outrageous/core';
import { hierarchical } from '../combinators/hierarchical.js';
import { biasBalanced } from '../gates/biasBalanced.js';
import { denseGate } from '../gates/denseGate.js';
import { dropoutGate } from '../gates/dropoutGate.js';
import { expertChoice } from '../gates/expertChoice.js';
import { hashGate } from '../gates/hashGate.js';
import { noisyTopK } from '../gates/noisyTopK/noisyTopK.js';
import { randomGate } from '../gates/randomGate.js';
import { softmaxTopK } from '../gates/softmaxTopK.js';
import { strictlyBalanced } from '../gates/strictlyBalanced/strictlyBalanced.js';
import { switchGate } from '../gates/switchGate.js';
import { softmaxOf } from './routeLogits.js';
import { parameterOf } from './sameLogits.js';

/** How a gate scores a row, in float64. */
export interface ScoredRow {
  /** What it compares, one number for each expert. */
  readonly ranked: readonly number[];
  /** One for each expert; they sum to 1. */
  readonly probabilities: readonly number[];
  /** The weights of these experts when the row has them. */
  weigh(experts: readonly number[]): number[];
}

/** A kind of gate with its parameters, and where it compares scores, how. */
export interface GateByHand {
  readonly make: (sizes: { readonly width: number; readonly experts: number }) => Gate;
  /** Those that give rows, which are unit vectors, these logits. */
  readonly parameters: (logits: readonly (readonly number[])[]) => ParameterTree;
  readonly score?: (logits: readonly number[]) => ScoredRow;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function shares(numbers: readonly number[]): number[] {
  const total = numbers.reduce((sum, one) => sum + one, 0);
  return numbers.map((one) => one / total);
}

const bySoftmax = (logits: readonly number[]): ScoredRow => {
  const probabilities = softmaxOf(logits);
  return { ranked: logits, probabilities, weigh: (experts) => experts.map((i) => probabilities[i]) };
};

const bySoftmaxOfKept = (logits: readonly number[]): ScoredRow => {
  const scored = bySoftmax(logits);
  return { ...scored, weigh: (experts) => shares(scored.weigh(experts)) };
};

const bias = [0, -1, 0.1];

const bySigmoid = (logits: readonly number[]): ScoredRow => {
  const scores = logits.map(sigmoid);
  const weigh = (experts: readonly number[]) => shares(experts.map((i) => scores[i]));
  return { ranked: scores.map((one, i) => one + bias[i]), probabilities: shares(scores), weigh };
};

const matrix = (logits: readonly (readonly number[])[]) =>
  parameterOf(tf.tensor3d(logits.flat(), [1, logits.length, logits[0].length]));
const router: GateByHand['parameters'] = (logits) => ({ router: matrix(logits) });
const beside =
  (name: string, values: readonly number[]): GateByHand['parameters'] =>
  (logits) => ({
    router: matrix(logits),
    [name]: parameterOf(tf.tensor2d([[...values]])),
  });

const branches: GateByHand['parameters'] = (logits) => {
  const [primary, secondary] = [logits.map(([x, y]) => [x, y]), logits.map(([x, , z]) => [z, x])];
  const ofBoth = [...secondary, ...primary].flat();
  return { primary: router(primary), secondary: { router: parameterOf(tf.tensor3d(ofBoth, [2, logits.length, 2])) } };
};

/** Every kind of gate; three experts, but for the hierarchy's four. */
export const gatesByHand: Readonly<Record<string, GateByHand>> = {
  noisyTopK: {
    make: (sizes) => noisyTopK({ ...sizes, k: 2 }),
    parameters: (logits) => ({ clean: matrix(logits), noise: matrix(logits.map((row) => row.map(() => 0))) }),
    score: bySoftmaxOfKept,
  },
  softmaxTopK: { make: (sizes) => softmaxTopK({ ...sizes, k: 2 }), parameters: router, score: bySoftmax },
  'softmaxTopK, normalized': {
    make: (sizes) => softmaxTopK({ ...sizes, k: 2, normalized: true }),
    parameters: router,
    score: bySoftmaxOfKept,
  },
  switchGate: { make: switchGate, parameters: router, score: bySoftmax },
  expertChoice: {
    make: (sizes) => expertChoice({ ...sizes, expertsPerToken: 2 }),
    parameters: router,
    score: bySoftmax,
  },
  strictlyBalanced: {
    make: (sizes) => strictlyBalanced({ ...sizes, k: 1, mostPerToken: 2 }),
    parameters: beside('thresholds', [0.1, 0.1, 0.1]),
    score: bySoftmaxOfKept,
  },
  'biasBalanced, k = 1': {
    make: (sizes) => biasBalanced({ ...sizes, k: 1 }),
    parameters: beside('bias', bias),
    score: bySigmoid,
  },
  'biasBalanced, k = 2': {
    make: (sizes) => biasBalanced({ ...sizes, k: 2 }),
    parameters: beside('bias', bias),
    score: bySigmoid,
  },
  denseGate: { make: denseGate, parameters: router, score: bySoftmax },
  hashGate: { make: ({ experts }) => hashGate({ experts }), parameters: () => ({}) },
  randomGate: { make: ({ experts }) => randomGate({ experts, k: 2 }), parameters: () => ({}) },
  dropoutGate: { make: ({ experts }) => dropoutGate({ experts, rate: 0.5 }), parameters: () => ({}) },
  hierarchical: {
    make: ({ width }) =>
      hierarchical(softmaxTopK({ width, experts: 2, k: 2 }), softmaxTopK({ width, experts: 2, k: 1, groups: 2 })),
    parameters: branches,
  },
};
