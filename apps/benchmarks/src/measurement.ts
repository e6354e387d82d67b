/** What is known beside times: numbers, or numbers by name. */
export type Facts = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** One turn of a contender: the same work, some times in a row. */
export interface Measurement {
  /** On the clock, each time. */
  readonly milliseconds: readonly number[];
  /** That the threads of the contender computed, each time: what else the machine does disturbs it less. */
  readonly processorMilliseconds: readonly number[];
  /** Memory of the contender's process after the turn. */
  readonly residentBytes: number;
  /** The most memory that its process has had. */
  readonly peakBytes: number;
  readonly facts: Facts;
}

/** All turns of a contender. */
export interface Measured {
  /** What computed, such as `TensorFlow 2.21.0 on the CPU`. */
  readonly description: string;
  readonly rounds: readonly Measurement[];
}
