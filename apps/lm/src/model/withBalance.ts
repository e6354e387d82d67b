import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, disposeTree, measureRouting, type Routing, type Task } from '@outrageous/core';
import { balanceReport, type BalanceReport, tokensPerExpert } from '@outrageous/gating';
import { singleProcess } from '@outrageous/parallel';

/** How well balanced the experts of one mixture are. */
export interface MixtureBalance extends BalanceReport {
  readonly experts: number;
}

/** A task that remembers what its gates did. */
export interface BalancedTask<Batch> extends Task<Batch> {
  /** The balance over all batches since the task was made, a report for each mixture; frees what was remembered. */
  balance(): Promise<MixtureBalance[]>;
}

/** Sums over batches. */
interface Sums {
  /** One number per expert. */
  readonly importance: tf.Tensor1D;
  /** One number per expert. */
  readonly tokens: tf.Tensor1D;
  /** float32 [2]: the share of slots that were dropped, of each batch, and how many batches there were. */
  readonly dropped: tf.Tensor1D;
}

/**
 * A task that also adds up the importance of each expert, and the tokens that each really received.
 *
 * Over a whole text, tokens are counted: the smooth load of appendix A is for gradients, and for single batches.
 *
 * @param world the processes that share the batches, all of which ask for the balance; one that is alone where it isn't
 *   said
 * @example
 * ```ts
 * const watched = withBalance(task);
 * const { perplexity } = await evaluate(watched, batches);
 * const [{ maxOverMeanLoad }] = await watched.balance();
 * ```
 */
export function withBalance<Batch>(task: Task<Batch>, world: Communicator = singleProcess()): BalancedTask<Batch> {
  let sums: Sums[] = [];
  return {
    ...task,
    forward(batch, state, context) {
      const output = task.forward(batch, state, context);
      sums = output.routings.map((routing, i) => added(sums[i], routing));
      return output;
    },
    async balance() {
      const reports = await Promise.all(sums.map((one) => reportOf(one, world)));
      disposeTree(sums.splice(0));
      return reports;
    },
  };
}

/** Tensors that outlive the tidy of the batch. */
function added(before: Sums | undefined, routing: Routing): Sums {
  const sum = (old: tf.Tensor1D | undefined, more: tf.Tensor1D) => {
    const next = tf.keep(old ? tf.add<tf.Tensor1D>(old, more) : tf.clone(more));
    old?.dispose();
    return next;
  };
  const { importance, dropped = tf.scalar(0) } = measureRouting(routing).metrics;
  return {
    importance: sum(before?.importance, importance),
    tokens: sum(before?.tokens, tokensPerExpert(routing)),
    dropped: sum(before?.dropped, tf.concat<tf.Tensor1D>([tf.reshape(dropped, [1]), tf.ones([1])])),
  };
}

/** Importance and what was dropped are those of all processes already: a gate measures the whole batch. */
async function reportOf({ importance, tokens, dropped }: Sums, world: Communicator): Promise<MixtureBalance> {
  const received = world.allReduce(tokens).wait();
  const [share, batches] = await dropped.data();
  const report = balanceReport(await importance.data(), await received.data(), share / batches);
  received.dispose();
  return { ...report, experts: tokens.size };
}
