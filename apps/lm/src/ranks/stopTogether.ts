import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '@outrageous/core';
import { SIGNALS, type StopSignal, type StopSignalName } from '../stopSignals.js';

/** A stop signal that all processes act on at the same moment. */
export interface SharedStop extends StopSignal {
  /** Called by all of them between two pieces of work: from then on they know of a signal that reached any of them. */
  agree(): Promise<void>;
}

/** Has processes stop together: a signal reaches each of them at another moment, and none can go on without the others. */
export function stopTogether(own: StopSignal, world: Communicator): SharedStop {
  if (world.size === 1) return { ...own, agree: () => Promise.resolve() };
  const controller = new AbortController();
  let agreed: StopSignalName | undefined;
  return {
    abort: controller.signal,
    received: () => agreed,
    async agree() {
      agreed ??= nameOf(await largest(numberOf(own.received()), world));
      if (agreed !== undefined) controller.abort();
    },
  };
}

async function largest(own: number, world: Communicator): Promise<number> {
  const sent = tf.tensor1d([own], 'int32');
  const gathered = world.allGather(sent).wait();
  const numbers = await gathered.data();
  tf.dispose([sent, gathered]);
  return Math.max(...numbers);
}

/** 0 for none. */
function numberOf(signal: StopSignalName | undefined): number {
  return signal === undefined ? 0 : 1 + SIGNALS.indexOf(signal);
}

function nameOf(number: number): StopSignalName | undefined {
  return number === 0 ? undefined : SIGNALS[number - 1];
}
