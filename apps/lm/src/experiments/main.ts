import { Argument, Command } from 'commander';
import { deviceChoices, type DeviceName } from '../options/deviceOption.js';
import { cost } from './cost.js';
import { gates } from './gates/gates.js';
import { gateSpeeds } from './gates/gateSpeeds.js';
import { memory } from './memory.js';
import { paperEfficiency } from './planner/paperEfficiency.js';
import { plannedAndMeasured } from './planner/plannedAndMeasured.js';
import { weakScaling } from './planner/weakScaling.js';
import { writeTables } from './writeTables.js';
import { comparedPresets, quality } from './quality/quality.js';
import { runSoak } from './soak/runSoak.js';

/** `npm run experiments`: what the documentation says of the models, measured again. */
const program = new Command('experiments').description('Measures again what the documentation says of the models.');

/** Small, so that steps are many. */
const soakOptions = '--preset small-moe-8 --vocabulary 2000 --batch 8 --time 10 --checkpoint-every 20';

/** Where results go, unless a folder is named. */
const RESULTS = 'docs/experiments';

/** The page that compares gates, which has tables of results. */
const GATES_PAGE = 'docs/gates.md';

/** Where those on plans and ranks do. */
const PARALLEL_PAGE = 'docs/parallel.md';

program
  .command('quality')
  .description('perplexity and balance of several presets at equal steps, over several seeds; goes on where it stopped')
  .addArgument(new Argument('[presets...]', 'what is compared').default(comparedPresets))
  .option('--seeds <count>', 'runs of each preset', Number, 3)
  .option('--steps <count>', 'updates per run', Number, 2500)
  .option('--runs <folder>', 'where the runs lie', 'runs/experiments')
  .option('--results <folder>', 'where the results go', RESULTS)
  .option('--train <options>', 'more options for train, such as "--learning-rate 0.002"', '')
  .action(async (presets: string[], { train, ...rest }: QualityGiven) => {
    await quality({ ...rest, presets, options: train.split(' ').filter((word) => word !== '') });
  });

program
  .command('cost')
  .description('the time of a training step, of several presets in turn')
  .addArgument(new Argument('[presets...]', 'what is compared').default(['small-moe-8', 'small-moe-64']))
  .option('--rounds <count>', 'how often each has its turn', Number, 15)
  .option('--steps <count>', 'steps per turn', Number, 10)
  .option('--device <name>', deviceChoices.join(', '), 'auto')
  .option('--results <folder>', 'where the results go', RESULTS)
  .action((presets: string[], given: CostGiven) => cost({ ...given, presets }));

program
  .command('memory')
  .description('memory in use over many training steps')
  .argument('[preset]', 'what is trained', 'small-moe-32')
  .option('--steps <count>', 'training steps', Number, 2000)
  .option('--device <name>', deviceChoices.join(', '), 'auto')
  .option('--results <folder>', 'where the results go', RESULTS)
  .action((preset: string, given: MemoryGiven) => memory({ ...given, preset }));

program
  .command('soak')
  .description('kills random ranks of a run, which goes on each time, and compares it with one that is left in peace')
  .option('--ranks <count>', 'processes that train together', Number, 4)
  .option('--steps <count>', 'updates of the parameters', Number, 500)
  .option('--every <steps>', 'steps between two kills, on average', Number, 50)
  .option('--train <options>', 'options for train', soakOptions)
  .option('--results <folder>', 'where the results go', RESULTS)
  .action(({ train, ...rest }: SoakGiven) => runSoak({ ...rest, train: train.split(' ') }));

program
  .command('gates')
  .description('the same model with every kind of gate, over several seeds; goes on where it stopped')
  .argument('[gates...]', 'which are run now; all where none is named')
  .option('--seeds <count>', 'runs of each gate', Number, 3)
  .option('--steps <count>', 'updates per run', Number, 500)
  .option('--device <name>', deviceChoices.join(', '), 'auto')
  .option('--runs <folder>', 'where the runs lie', 'runs/gates')
  .option('--results <folder>', 'where the results go', RESULTS)
  .option('--page <file>', 'where the tables go', GATES_PAGE)
  .action((names: string[], given: GatesGiven) => gates({ ...given, gates: names }));

program
  .command('gate-speeds')
  .description('the time of a training step of the same model with every kind of gate, in turn')
  .option('--rounds <count>', 'how often each has its turn', Number, 15)
  .option('--steps <count>', 'steps per turn', Number, 5)
  .option('--device <name>', deviceChoices.join(', '), 'auto')
  .option('--results <folder>', 'where the results go', RESULTS)
  .option('--page <file>', 'where the tables go', GATES_PAGE)
  .action((given: GateSpeedsGiven) => gateSpeeds(given));

program
  .command('planner')
  .description('plans beside what the paper has, and weak scaling from 1 to 1,024 devices')
  .option('--page <file>', 'where the tables go', PARALLEL_PAGE)
  .action(({ page }: { readonly page: string }) =>
    writeTables(page, { 'paper-efficiency': paperEfficiency(), 'weak-scaling': weakScaling() }),
  );

program
  .command('planned-and-measured')
  .description('trains on one rank and on several, and holds the predictions of the planner against what they did')
  .argument('[presets...]', 'what is trained', ['moe-4', 'moe-32', 'moe-256'])
  .option('--ranks <counts...>', 'processes that train together, run after run', ['1', '2', '4'])
  .option('--steps <count>', 'updates per run', Number, 60)
  .option('--batch <streams>', 'texts that all ranks together read side by side', Number, 32)
  .option('--time <words>', 'words of each text per step', Number, 20)
  .option('--speed <numbers...>', 'GFLOP/s and GB/s of the machine, if they are known; measured otherwise')
  .option('--results <folder>', 'where the results go', RESULTS)
  .option('--page <file>', 'where the table goes', PARALLEL_PAGE)
  .action((presets: readonly string[], { ranks, speed, ...rest }: PlannedGiven) => {
    const [flops, memoryBandwidth] = (speed ?? []).map((giga) => 1e9 * Number(giga));
    const known = speed && { flops, memoryBandwidth };
    return plannedAndMeasured({ ...rest, presets, ranks: ranks.map(Number), speed: known });
  });

await program.parseAsync();

interface QualityGiven {
  readonly seeds: number;
  readonly steps: number;
  readonly runs: string;
  readonly results: string;
  readonly train: string;
}

interface SoakGiven {
  readonly ranks: number;
  readonly steps: number;
  readonly every: number;
  readonly train: string;
  readonly results: string;
}

interface PlannedGiven {
  readonly ranks: readonly string[];
  readonly steps: number;
  readonly batch: number;
  readonly time: number;
  readonly speed?: readonly string[];
  readonly results: string;
  readonly page: string;
}

interface CostGiven {
  readonly rounds: number;
  readonly steps: number;
  readonly device: DeviceName;
  readonly results: string;
}

interface GatesGiven extends Pick<QualityGiven, 'seeds' | 'steps' | 'runs' | 'results'> {
  readonly device: DeviceName;
  readonly page: string;
}

type GateSpeedsGiven = CostGiven & Pick<GatesGiven, 'page'>;

type MemoryGiven = Pick<CostGiven, 'steps' | 'device' | 'results'>;
