import { type Batches, contiguousBatches, type ContiguousOptions, type Window } from '@outrageous/trainer';

/** The log-probability, in nats, that a model gives to each word of a text but the first: float32 [words − 1]. */
export type Scores = Float32Array;

/** A text, and what each model made of it. */
export interface ScoredText {
  readonly ids: Int32Array;
  /** One for each model. */
  readonly scores: readonly Scores[];
}

/** A window of a text with what each model makes of its labels: padding has numbers too, which stand for nothing. */
export interface ScoredWindow extends Window {
  /** float32 [time · batch, models]: log p_i(label). */
  readonly scores: Float32Array;
  /** float32 [time · batch, models]: log p_i(input), which was the label one step before; 0 for the first word of all. */
  readonly scoresBefore: Float32Array;
}

/** A window whose words are their places in the text, so that whatever is known of each place can be put beside it. */
export function placesOf(ids: Int32Array, options: ContiguousOptions): Batches<Window> {
  return contiguousBatches(Int32Array.from(ids.keys()), options);
}

/** The window with the words that are at its places. */
export function wordsAt(ids: Int32Array, places: Window): Window {
  const word = (place: number) => ids[place];
  return { ...places, inputs: places.inputs.map(word), labels: places.labels.map(word) };
}

/** Cuts a scored text into windows, as `contiguousBatches` cuts a text. */
export function scoredBatches({ ids, scores }: ScoredText, options: ContiguousOptions): Batches<ScoredWindow> {
  const batches = placesOf(ids, options);
  return {
    ...batches,
    batchAt(step) {
      const places = batches.batchAt(step);
      const window = wordsAt(ids, places);
      return { ...window, scores: rowsAt(places.inputs, scores), scoresBefore: rowsAt(places.inputs, scores, -1) };
    },
  };
}

/** What the models make of the word after each place; a row for each place. */
function rowsAt(places: Int32Array, scores: readonly Scores[], offset = 0): Float32Array {
  const rows = new Float32Array(places.length * scores.length);
  places.forEach((place, row) =>
    scores.forEach((own, i) => (rows[row * scores.length + i] = own[place + offset] ?? 0)),
  );
  return rows;
}
