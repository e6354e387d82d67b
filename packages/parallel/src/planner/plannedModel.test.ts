import { expect, it } from 'vitest';
import { type ExpertPool, type Gate, parameterSpec, zeros } from '@outrageous/core';
import { plannedModel } from './plannedModel.js';

const never = () => {
  throw new Error('a plan computes nothing');
};

function pool(experts: number): ExpertPool {
  return {
    parameters: {
      hidden: parameterSpec([experts, 8, 16], zeros, { perExpert: true }),
      bias: parameterSpec([experts, 16], zeros, { perExpert: true }),
      output: parameterSpec([experts, 16, 6], zeros, { perExpert: true }),
    },
    operations: 8 * 16 + 16 * 6,
    experts,
    inputWidth: 8,
    width: 6,
    part: (_, count) => pool(count),
    apply: never,
  };
}

function gate(name: string, experts: number, primary?: Gate): Gate {
  const parameters = { ...primary?.parameters, [name]: parameterSpec([8, experts], zeros) };
  return { parameters, operations: 8 * experts, groups: 1, experts, expertsPerToken: 2, primary, apply: never };
}

it('reads everything off the descriptions of the layers, and computes nothing', () => {
  const [primary, experts] = [gate('primary', 2), pool(6)];
  const both = { ...gate('secondary', 6, primary), expertsPerToken: 3 };
  const table = parameterSpec([100, 8], zeros, { table: true });
  const model = {
    parameters: { table, lstm: parameterSpec([16, 32], zeros), gate: both.parameters, pool: experts.parameters },
    operations: 512 + 48 + 3 * 224,
  };
  expect(plannedModel(model, 8, [{ gate: both, pool: experts }])).toEqual({
    width: 8,
    shared: { parameters: 16 * 32 + 8 * 2 + 8 * 6, operations: 512 + 48 },
    tables: [{ rows: 100, width: 8 }],
    mixtures: [
      {
        experts: 6,
        expertsPerToken: 3,
        inputWidth: 8,
        outputWidth: 6,
        parameters: 8 * 16 + 16 + 16 * 6,
        operations: 224,
        factoredMoments: 8 + 16 + 16 + 16 + 6,
        branches: { count: 2, perToken: 2, gateParameters: 48 },
      },
    ],
  });
});
