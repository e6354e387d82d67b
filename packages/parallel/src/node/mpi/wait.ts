import koffi from 'koffi';

/** How long others get nothing of a processor, in milliseconds: what is nearly done isn't worth a change of process. */
const patience = 0.1;

let schedYield: (() => number) | undefined;

/** Looked up when it is first needed: a process that is alone never waits, whatever system it runs on. */
function leaveProcessor(): void {
  schedYield ??= koffi.load(null).func('int sched_yield()');
  schedYield();
}

/**
 * Blocks until something is done.
 *
 * What takes long leaves the processor to other ranks and to the threads of TensorFlow between two looks. MPI's own
 * waiting keeps it busy, so that everything takes longer where there are more ranks than processors; and who sleeps
 * between two looks takes fifty times as long for a megabyte, because MPI moves it on a little with each look.
 */
export function waitUntil(isDone: () => boolean): void {
  const begin = performance.now();
  while (!isDone()) if (performance.now() - begin > patience) leaveProcessor();
}
