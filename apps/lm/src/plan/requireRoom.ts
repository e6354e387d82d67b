import { clusters, memoryParts, type MemoryPlan, planPlacement, quantity } from '@outrageous/parallel';
import { type Machine, shortageOf, thisMachine } from '@outrageous/parallel/node';
import { calledAs } from '../calledAs.js';
import type { TrainConfig } from '../options/trainOptions.js';
import type { Preset } from '../presets/preset.js';
import { expertRanksOf } from '../ranks/expertRanks.js';
import { UsageError } from '../usageError.js';
import { plannedPreset } from './plannedPreset.js';

/** What decides how much memory a training takes. */
export interface RoomRequest {
  readonly preset: Preset;
  readonly config: Pick<TrainConfig, 'batch' | 'time' | 'expertRanks' | 'oversubscribe'>;
  /** Words that the model knows. */
  readonly words: number;
  /** Processes that train together. */
  readonly ranks: number;
  /** Those of them on this machine; all, where it isn't said. */
  readonly here?: number;
}

/** Bytes of a process beside its tensors: Node and TensorFlow at least. */
const PROCESS = 200e6;

/**
 * Refuses what can't fit into this machine, by the planner's arithmetic, before anything of it is allocated.
 *
 * @throws UsageError that says what is needed, what there is, and how to try it all the same
 */
export function requireRoom(request: RoomRequest, machine: Machine = thisMachine()): void {
  const { preset, config, ranks, here = ranks } = request;
  if (config.oversubscribe) return;
  const memory = memoryOf(request);
  const lacking = shortageOf({ ranks: here, memory: PROCESS + memory.total }, machine);
  if (lacking === undefined) return;
  const parts = memoryParts.map((part) => `${part} ${quantity(memory[part], 'B')}`);
  const one = `${quantity(PROCESS + memory.total, 'B')} a process (${parts.join(', ')}, and ${quantity(PROCESS, 'B')} beside)`;
  throw new UsageError(
    `${preset.name} with --batch ${config.batch}, --time ${config.time}${ranks > 1 ? ` and --ranks ${ranks}` : ''} needs ` +
      `${one}: that is more than this machine has: ${lacking}. Choose a smaller --batch, --time, --vocabulary, --preset ` +
      `or --ranks ('${calledAs()} plan' reckons what they take); --oversubscribe tries it all the same`,
  );
}

/** Bytes of the tensors of one process. */
function memoryOf({ preset, config, words, ranks }: RoomRequest): MemoryPlan {
  const { batch: sequences, time, expertRanks = expertRanksOf(preset, ranks) } = config;
  const planned = {
    model: plannedPreset(preset, { vocabulary: words }),
    cluster: { ...clusters.cores, devices: ranks },
    batch: { sequences, time },
    expertOptimizer: 'adam',
    recompute: false,
  } as const;
  return planPlacement(planned, { devices: ranks, expertDevices: expertRanks, byBranch: false }).memory;
}
