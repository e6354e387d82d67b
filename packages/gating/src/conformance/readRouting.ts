import * as tf from '@tensorflow/tfjs-core';
import { type Context, disposeTree, key, measureRouting, type Routing, tidyTree } from '@outrageous/core';
import { faultInRouting, refuse } from '@outrageous/core/contracts';
import type { Trial } from './subject.js';

/** A routing, read back. */
export interface RoutingNumbers {
  readonly token: readonly number[];
  readonly expert: readonly number[];
  readonly weight: readonly number[];
  readonly loss: readonly number[];
  readonly importance: readonly number[];
  readonly load: readonly number[];
}

export const whileTraining: Context = { training: true, key: key(11) };

/** Routes, and looks at what came: kinds, shapes and dtypes. */
export function routingOf({ gate, parameters, input }: Trial, context: Context): Routing {
  const routing = gate.apply(parameters, input, context);
  const { experts, groups } = gate;
  refuse('apply gave no routing', faultInRouting(routing, { rows: input.rows.shape[0], experts, groups }));
  return routing;
}

/** Routes, hands the routing to `look` (which must not keep it), reads it back and frees it. */
export async function route(
  { gate, parameters, input }: Trial,
  context: Context,
  look: (routing: Routing) => void = () => {},
): Promise<RoutingNumbers> {
  const routing = routingOf({ gate, parameters, input }, context);
  tf.tidy(() => look(routing));
  const { token, expert, weight } = routing;
  const { loss, metrics } = tidyTree(() => measureRouting(routing));
  const tensors: tf.Tensor[] = [token, expert, weight, loss, metrics.importance, metrics.load];
  const read = await Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  disposeTree([routing, loss, metrics]);
  return { token: read[0], expert: read[1], weight: read[2], loss: read[3], importance: read[4], load: read[5] };
}
