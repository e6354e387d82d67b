import type { MixtureBalance } from '../model/withBalance.js';

/** `experts: importance CV 0.06 · load CV 0.05 · max/mean load 1.14 · dead 0 of 32`, a line for each mixture. */
export function describeMixtures(mixtures: readonly MixtureBalance[]): string[] {
  return mixtures.map((mixture, i) => {
    const name = mixtures.length === 1 ? 'experts' : `experts of mixture ${i + 1}`;
    return `${name}: ${describeBalance(mixture)}`;
  });
}

function describeBalance(balance: MixtureBalance): string {
  const { importanceCv, loadCv, maxOverMeanLoad, deadExperts, droppedShare, experts } = balance;
  return [
    `importance CV ${importanceCv.toFixed(2)}`,
    `load CV ${loadCv.toFixed(2)}`,
    `max/mean load ${maxOverMeanLoad.toFixed(2)}`,
    `dead ${deadExperts} of ${experts}`,
    ...(droppedShare > 0 ? [`dropped ${(100 * droppedShare).toFixed(1)}%`] : []),
  ].join(' · ');
}
