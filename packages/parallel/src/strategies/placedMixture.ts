import {
  checkGate,
  type Communicator,
  type ExpertPool,
  type Gate,
  type GateBank,
  type Mixture,
  mixtureOf,
  segmentSum,
  sharded,
  shardedByGroup,
} from '@outrageous/core';
import { bankOnRanks } from './bankOnRanks.js';
import { type BranchPlaces, branchPlaces } from './branchPlaces.js';
import { type BranchVisits, branchVisits } from './branchVisits.js';
import { exchangeRows } from './exchangeRows.js';
import { mixArrived } from './mixArrived.js';
import { visitByBranch } from './visitByBranch.js';
import { visitByToken } from './visitByToken.js';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { communicatorKind } from './communicatorKind.js';

/**
 * A mixture whose experts lie on several ranks, to which tokens travel as rarely as they can: they come back as the
 * weighted sum over all experts there.
 *
 *     y = Σ_ranks Σ_{i on the rank} G(x)_i · E_i(x)
 *
 * Of a hierarchical gate, whole branches lie on a rank, each with its secondary gate and its experts, where there is a
 * branch for each rank: the paper's placement. A token is sent to its k branches as soon as the primary gate has chosen
 * them, k · d numbers in each pass, where {@link expertParallel} would send k · k · d; its secondary gates run there.
 * A branch's gate draws what it would draw where the token is, and parameters that are `perGroup` exist on the rank of
 * their groups alone. Any other gate runs where the tokens are, and each token visits a rank once.
 *
 * Each rank holds as many branches (or experts) as any other, or one more. A routing tells of this rank's tokens, but
 * that a hierarchy's `sums` are in part over tokens that came here: over all ranks they are those of all tokens.
 *
 * @param gate flat from outside, over as many experts as the pool has
 * @param communicator the ranks that hold the experts; their devices can be read at once
 * @throws RangeError when there are fewer experts than ranks
 * @throws Error when the gate doesn't fit the pool; from `apply` when a hierarchy runs its bank by itself
 * @example
 * ```ts
 * const gate = hierarchical(primary, secondary); // 4 branches of 16
 * const layer = placedMixture(gate, feedForward({ experts: 64, width: 512, hidden: 1024 }), world); // of 4 ranks
 * ```
 *
 * Section 3.1, appendix B.
 */
export function placedMixture(gate: Gate, pool: ExpertPool, communicator: Communicator): Mixture {
  checkValue('placedMixture: the gate', gate, is.gate);
  checkValue('placedMixture: the pool', pool, is.pool);
  checkValue('placedMixture: the communicator', communicator, communicatorKind);
  checkGate('placedMixture', gate, { ...pool, has: `the pool has ${pool.experts}` });
  const places = branchPlaces(gate, pool, communicator);
  const experts = { pool, own: pool.part(places.experts.first, places.experts.count), places };
  const layer = (visits: BranchVisits) => mixtureWith(placedGate(gate, places, visits), experts, visits);
  return {
    ...layer(branchVisits()),
    apply(parameters, tokens, context) {
      const visits = branchVisits();
      try {
        return layer(visits).apply(parameters, tokens, context);
      } finally {
        visits.end();
      }
    },
  };
}

/** Experts, and where they are. */
interface PlacedExperts {
  /** All of them. */
  readonly pool: ExpertPool;
  /** Those of this rank. */
  readonly own: ExpertPool;
  readonly places: BranchPlaces;
}

function mixtureWith(gate: Gate, { pool, own, places }: PlacedExperts, visits: BranchVisits): Mixture {
  return mixtureOf('placedMixture', gate, {
    parameters: sharded(own.parameters, places.experts),
    operations: pool.operations,
    experts: pool.experts,
    inputWidth: pool.inputWidth,
    width: pool.width,
    mix(tree, routed, context) {
      const known = visits.of(routed.routing);
      const { visitors, token } = known
        ? visitByBranch(routed.routing, known, places)
        : visitByToken(routed, places, visits.done());
      const rows = mixArrived(own, tree, visitors, context);
      const leaving = { rows, counts: visitors.arrived.counts, after: visitors.done };
      const back = exchangeRows(places.communicator, leaving);
      return segmentSum(back.rows, token, routed.tokens.shape[0]);
    },
  });
}

/** The same gate, whose branches' gates run beside their experts. */
function placedGate(gate: Gate, { communicator, branches }: BranchPlaces, visits: BranchVisits): Gate {
  if (!branches) return gate;
  const placed = (bank: GateBank): GateBank => bankOnRanks(bank, communicator, visits.add);
  return {
    ...gate,
    parameters: shardedByGroup(gate.parameters, branches),
    apply(parameters, input, context) {
      const routing = gate.apply(parameters, input, { ...context, placed });
      if (visits.done()) return routing;
      throw new Error(
        'placedMixture: the gate has a primary, but ran what chooses in its branches by itself; ' +
          'let it run context.placed?.(bank) ?? bank, or leave primary out',
      );
    },
  };
}
