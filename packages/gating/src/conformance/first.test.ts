import * as tf from '@tensorflow/tfjs-core';
import { detach, type Gate, type Routing } from '@outrageous/core';
import { expect, it } from 'vitest';
import { denseGate } from '../gates/denseGate.js';
import { gateConformance } from './index.js';

const width = 3;

/** A gate that gives something else, as one may that is written without types. */
function giving(change: (routing: Routing) => unknown): Gate {
  const gate = denseGate({ width, experts: 3 });
  return { ...gate, apply: (...given) => change(gate.apply(...given)) as Routing };
}

const mistakes: Record<string, [gate: unknown, message: string]> = {
  'a promise': [
    giving((routing) => Promise.reject(new Error(`too late for ${routing.experts}`))),
    'apply gave no routing: it gave a promise; it may not be asynchronous',
  ],
  'a number': [giving(() => 3), 'apply gave no routing: it gave 3'],
  nothing: [giving(() => undefined), 'apply gave no routing: it gave undefined'],
  'plain lists': [
    giving((routing) => ({ ...routing, weight: new Array<number>(18).fill(1) })),
    "apply gave no routing: its 'weight' needs to be a tensor of float32 [18] as its 'token', and is a list of 18",
  ],
  'a weight that is one too short': [
    giving((routing) => ({ ...routing, weight: tf.ones([17]) })),
    "its 'weight' needs to be a tensor of float32 [18] as its 'token', and is a tensor of float32 [17]",
  ],
  'metrics that are numbers': [
    giving((routing) => ({ ...routing, measure: () => ({ loss: tf.scalar(0), metrics: { importance: 1, load: 1 } }) })),
    "its 'importance' needs to be a tensor of float32 [3], and is 1",
  ],
  'no gate': [Promise.resolve(), 'makeGate gave no gate: it gave a promise'],
  'parameters that are none': [
    { ...giving((routing) => routing), parameters: { weight: 3 } },
    "makeGate gave no gate: its 'parameters' needs to be a tree of parameter specs, and is an object with weight",
  ],
};

it.each(Object.entries(mistakes))(
  'a gate that gives %s fails one check, and is told why',
  async (_, [gate, message]) => {
    const [first, ...others] = gateConformance(() => gate as Gate, { width });
    const skipped: string[] = [];
    tf.engine().startScope(); // what a gate made that fails is nobody's
    await expect(first.run()).rejects.toThrow(message);
    for (const { run } of others) await run({ skip: (why: string) => skipped.push(why) });
    for (const { run } of gateConformance(() => gate as Gate, { width })) await expect(run()).rejects.toThrow(message);
    tf.engine().endScope();
    expect(skipped).toHaveLength(others.length);
    for (const why of skipped) expect(why).toContain(`not run, because 'gives what the contract says' failed: `);
  },
);

it('says whose gradient is missing', async () => {
  const gate = giving((routing) => ({ ...routing, weight: detach(routing.weight) }));
  const check = gateConformance(() => gate, { width }).find(({ name }) => name.includes('gradients'));
  tf.engine().startScope(); // the weight that is left out of the routing
  await expect(check?.run()).rejects.toThrow(
    /the gradients of its 'weight' are not those of finite differences: .*got 0, .*something on the way was detached or read back/,
  );
  tf.engine().endScope();
});
