import type { Tensor2D } from '@tensorflow/tfjs-core';

/**
 * What one expert makes of its rows [rows, d]: [rows, dOut].
 *
 * @param rows those of the expert, or all slots with zeros in the place of others' rows
 */
export type RunExpert = (expert: number, rows: Tensor2D) => Tensor2D;
