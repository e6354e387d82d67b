/** How long shaders have the processor to themselves between two looks of Dawn's, in milliseconds. */
const NAP = 0.2;

/** Marks the `setImmediate` that naps, so that a second start leaves it as it is. */
const napping = Symbol.for('outrageous.napping');

/**
 * Has Dawn leave the processor between two looks whether shaders have ended.
 *
 * It asks with `setImmediate`, as often as it can. Where shaders run on the processor, they wait for whoever asks: with
 * two cores, everything takes twice as long. Other callers of `setImmediate` notice nothing.
 */
export function leaveProcessor(): void {
  const { setImmediate: soon } = globalThis;
  if (napping in soon) return;
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const nap = (callback: (...parameters: unknown[]) => void, ...parameters: unknown[]) =>
    soon(() => {
      Atomics.wait(cell, 0, 0, NAP);
      callback(...parameters);
    });
  const instead = (callback: (...parameters: unknown[]) => void, ...parameters: unknown[]) =>
    isDawns(callback) ? nap(callback, ...parameters) : soon(callback, ...parameters);
  globalThis.setImmediate = Object.assign(instead, soon, { [napping]: true }) as typeof setImmediate;
}

/** A function of native code without a name; those that are bound have one. */
function isDawns(callback: (...parameters: unknown[]) => void): boolean {
  return callback.name === '' && Function.prototype.toString.call(callback).includes('[native code]');
}
