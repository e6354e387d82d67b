import koffi from 'koffi';

/** TensorFlow's registry of ops belongs to the process, and so does the memory of what is in it. */
const registeredKey = Symbol.for('@outrageous/backends/nativeOps');

/**
 * Loads a library of native ops and has it register them, once per process.
 *
 * @throws Error if it does not load, lacks `outrageous_register`, or says that it could not register.
 */
export function register(path: string): void {
  const registered = registeredLibraries();
  if (registered.has(path)) return;
  const problem: unknown = koffi.load(path).func('const char *outrageous_register()')();
  if (typeof problem === 'string') throw new Error(problem);
  registered.add(path);
}

function registeredLibraries(): Set<unknown> {
  const known: unknown = Reflect.get(globalThis, registeredKey);
  if (known instanceof Set) return known;
  const fresh = new Set();
  Reflect.set(globalThis, registeredKey, fresh);
  return fresh;
}
