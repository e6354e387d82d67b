import type { RunOptions } from '../benchmark.js';
import type { Program } from '../contenders/contender.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import type { ModelSizes } from '../modelSizes.js';
import { comparedModels, type NamedModel, timesOf } from './models.js';

/** A model, and what each of the programs that train it took. */
type Compared<Name extends string> = NamedModel & Readonly<Record<Name, Measured>>;

/**
 * Lets programs that train the same model take turns, one model after the other.
 *
 * @param programsOf the programs of a model, by the names that their results have
 */
export async function compareModels<Name extends string>(
  options: RunOptions,
  programsOf: (sizes: ModelSizes) => Readonly<Record<Name, Program>> | Promise<Readonly<Record<Name, Program>>>,
): Promise<readonly Compared<Name>[]> {
  const models: Compared<Name>[] = [];
  for (const model of comparedModels(options)) {
    const rounds = { rounds: options.rounds, times: timesOf(model.sizes, options) };
    models.push({ ...model, ...(await inRounds(await programsOf(model.sizes), rounds)) });
  }
  return models;
}
