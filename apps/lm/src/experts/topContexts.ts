/** A place in a text that an expert was chosen for. */
export interface ExpertContext {
  /** The gate's weight of the expert. */
  readonly weight: number;
  /** The position of the word in the text. */
  readonly position: number;
}

/** The places with the largest weights of each expert, collected window after window. */
export interface TopContexts {
  add(expert: number, context: ExpertContext): void;
  /** Per expert, the largest weight first. */
  readonly contexts: readonly (readonly ExpertContext[])[];
}

/**
 * Keeps, for each expert, the `count` places with the largest weights; the earlier one where weights are equal.
 *
 * Table 9.
 */
export function topContexts(experts: number, count: number): TopContexts {
  const contexts = Array.from({ length: experts }, (): ExpertContext[] => []);
  return {
    contexts,
    add(expert, context) {
      const kept = contexts[expert];
      if (kept.length === count && kept[count - 1].weight >= context.weight) return;
      const after = kept.findIndex(({ weight }) => weight < context.weight);
      kept.splice(after === -1 ? kept.length : after, 0, context);
      if (kept.length > count) kept.pop();
    },
  };
}
