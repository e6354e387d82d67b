import * as tf from '@tensorflow/tfjs-core';
import type { Routing } from '@outrageous/core';
import type { BranchVisit } from './bankOnRanks.js';

/** The visits that gates ask for while a mixture computes once. */
export interface BranchVisits {
  /** Keeps what is known of a visit until `end`; afterwards, when a backward pass asks again, nothing. */
  add(visit: BranchVisit): void;
  /** The visit whose slots a routing has; none where a gate around the hierarchy chose other experts. */
  of(routing: Routing): BranchVisit | undefined;
  /** The `done` of the last one. */
  done(): tf.Scalar | undefined;
  /** Frees what was kept. */
  end(): void;
}

/** None yet. */
export function branchVisits(): BranchVisits {
  const visits: BranchVisit[] = [];
  let ended = false;
  return {
    add(visit) {
      if (ended) return;
      visits.push(visit);
      for (const tensor of keptOf(visit)) tf.keep(tensor);
    },
    of: (routing) => visits.find(({ experts }) => experts === routing.expert),
    done: () => visits.at(-1)?.done,
    end() {
      ended = true;
      tf.dispose(visits.splice(0).flatMap(keptOf));
    },
  };
}

function keptOf({ slotCounts, arrived: { rows, counts }, expert, row, done }: BranchVisit): tf.Tensor[] {
  return [slotCounts, rows, counts, expert, row, done];
}
