import type { TopLevelSpec } from 'vega-lite';

/** How thoroughly is measured. */
export interface RunOptions {
  /** Tiny sizes and few runs: to try the benchmarks themselves. */
  readonly quick: boolean;
  /** Turns of each contender that count, unless the case needs fewer. */
  readonly rounds: number;
}

/** A picture of results. */
export interface Plot {
  /** The name of its file, without `.svg`. */
  readonly name: string;
  /** What it shows, for those who can't see it. */
  readonly caption: string;
  readonly spec: TopLevelSpec;
}

/** Results for people. */
export interface Report {
  readonly markdown: string;
  readonly plots: readonly Plot[];
}

/** One thing that is measured: a section of docs/performance.md. */
export interface Benchmark<Result extends object = object> {
  /** How the command line calls it. */
  readonly name: string;
  readonly title: string;
  /** What is measured and how, in Markdown. */
  readonly about: string;
  /** Measures; the result is what the JSON file holds. */
  run(options: RunOptions): Promise<Result>;
  /** Tables and plots of what `run` gave, now or long ago. */
  report(result: Result): Report;
}
