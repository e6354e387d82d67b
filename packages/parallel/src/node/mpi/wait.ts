/** How long a processor is kept busy, and after that, how long it is left to others between two looks: milliseconds. */
const patience = { busy: 0.1, nap: 0.05 };

/** Nobody ever wakes a sleeper here. */
const bed = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks until something is done.
 *
 * What takes long leaves the processor to other ranks and to the threads of TensorFlow. MPI's own waiting keeps it busy,
 * so that everything takes longer where there are more ranks than processors.
 */
export function waitUntil(isDone: () => boolean): void {
  const begin = performance.now();
  while (!isDone()) {
    if (performance.now() - begin > patience.busy) Atomics.wait(bed, 0, 0, patience.nap);
  }
}
