import { type Check, checksOf, demand } from './check.js';

/** A function that takes options, and options that it accepts. */
export interface OptionTrial {
  /** Which function errors speak of. */
  readonly name: string;
  /** Calls the function with these options; what it gives is awaited. */
  make(options: never): unknown;
  /** Those that must be given, with a value that is accepted. */
  readonly required: OptionValues;
  /** Those that need not be given, with a value that is accepted; none where it isn't said. */
  readonly optional?: OptionValues;
  /** Names of numbers that may be fractions; none where it isn't said. */
  readonly fractions?: readonly string[];
  /** Names of numbers that may be infinite, which is no limit; none where it isn't said. */
  readonly infinite?: readonly string[];
  /** Names of numbers that may be negative; none where it isn't said. */
  readonly negative?: readonly string[];
}

/** Options by their names. */
export type OptionValues = { readonly [option: string]: unknown };

/**
 * What a function that takes options promises to say of wrong ones, as `checkOptions` does: it names itself, the option, and
 * what was probably meant.
 *
 * @example
 * ```ts
 * const trial = { name: 'scaled', make: scaled, required: { experts: 4 }, optional: { factor: 0.5 }, fractions: ['factor'] };
 * for (const { name, run } of optionConformance(trial)) it(name, run);
 * ```
 */
export function optionConformance(trial: OptionTrial): Check[] {
  const check = checksOf(trial);
  return [
    check('takes options with and without those that need not be given', takesOptions),
    check('names an option that is missing', namesMissing),
    check('says which option was meant', saysWhatWasMeant),
    check('refuses values of another kind', refusesOtherKinds),
    check('refuses what are no options', refusesOtherThanOptions),
  ];
}

async function takesOptions(trial: OptionTrial): Promise<void> {
  for (const options of [trial.required, allOf(trial)]) {
    const problem = await problemOf(trial, options);
    demand(problem === undefined, `refuses what the trial says is accepted: ${problem}`);
  }
}

async function namesMissing(trial: OptionTrial): Promise<void> {
  for (const option of Object.keys(trial.required)) {
    await demandSaid(trial, without(allOf(trial), option), `${trial.name}: ${option} is missing`);
  }
}

async function saysWhatWasMeant(trial: OptionTrial): Promise<void> {
  for (const [option, value] of Object.entries(allOf(trial))) {
    const misspelt = { ...without(allOf(trial), option), [`${option}x`]: value };
    const said = `${trial.name}: there is no option '${option}x' (did you mean '${option}'?)`;
    await demandSaid(trial, misspelt, said);
  }
}

async function refusesOtherKinds(trial: OptionTrial): Promise<void> {
  for (const [option, value] of Object.entries(allOf(trial))) {
    for (const other of othersThan(value, option, trial)) {
      await demandSaid(trial, { ...allOf(trial), [option]: other }, `${trial.name}: ${option}`);
    }
  }
}

async function refusesOtherThanOptions(trial: OptionTrial): Promise<void> {
  for (const other of [8, 'eight', null, [allOf(trial)]]) {
    await demandSaid(trial, other, `${trial.name}: needs its options as an object`);
  }
}

function othersThan(
  value: unknown,
  option: string,
  { fractions = [], infinite = [], negative = [] }: OptionTrial,
): unknown[] {
  if (typeof value !== 'number') return [value === Object(value) ? 8 : Symbol('another'), null];
  return [
    ...[NaN, '8', null, true, {}],
    ...(infinite.includes(option) ? [] : [Infinity]),
    ...(fractions.includes(option) ? [] : [1.5]),
    ...(negative.includes(option) ? [] : [-1]),
  ];
}

async function demandSaid(trial: OptionTrial, options: unknown, said: string): Promise<void> {
  const problem = await problemOf(trial, options);
  demand(problem?.startsWith(said) ?? false, `must say '${said} …', ${problem ? `said '${problem}'` : 'said nothing'}`);
}

async function problemOf({ make }: OptionTrial, options: unknown): Promise<string | undefined> {
  try {
    await make(options as never);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function allOf({ required, optional }: OptionTrial): OptionValues {
  return { ...required, ...optional };
}

function without(options: OptionValues, left: string): OptionValues {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== left));
}
