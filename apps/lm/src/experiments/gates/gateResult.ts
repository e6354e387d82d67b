import * as v from 'valibot';

/** What a gate did to the model in one run. */
export const gateResult = v.object({
  gate: v.string(),
  seed: v.number(),
  steps: v.number(),
  /** After the last step. */
  validation: v.object({
    perplexity: v.number(),
    balance: v.object({
      importanceCv: v.number(),
      loadCv: v.number(),
      maxOverMeanLoad: v.number(),
      deadExperts: v.number(),
      droppedShare: v.number(),
      experts: v.number(),
    }),
  }),
  test: v.object({ perplexity: v.number() }),
});
export type GateResult = v.InferOutput<typeof gateResult>;

/** What the step of a gate's model takes. */
export const gateSpeed = v.object({
  gate: v.string(),
  /** The median over rounds. */
  milliseconds: v.number(),
  /** The median over rounds of the ratio to the first gate in the same round. */
  ratio: v.number(),
});
export type GateSpeed = v.InferOutput<typeof gateSpeed>;

const measuredOn = { machine: v.string(), device: v.string() };

/** What {@link gates} writes. */
export const gateResults = v.object({ ...measuredOn, steps: v.number(), runs: v.array(gateResult) });
export type GateResults = v.InferOutput<typeof gateResults>;

/** What {@link gateSpeeds} writes. */
export const gateSpeedResults = v.object({ ...measuredOn, speeds: v.array(gateSpeed) });
export type GateSpeedResults = v.InferOutput<typeof gateSpeedResults>;
