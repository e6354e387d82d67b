import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import koffi from 'koffi';

const standardError = 2;

/**
 * Loads a library while what it prints on the standard error of this process goes nowhere.
 *
 * TensorFlow 2.21 tells of its use of oneDNN as soon as it is loaded, before it reads which level of log is
 * wanted. Errors of the load itself are thrown as ever.
 */
export function loadQuietly<Loaded>(load: () => Loaded): Loaded {
  const system = koffi.load(null);
  const duplicate = system.func('int dup(int)') as (file: number) => number;
  const replace = system.func('int dup2(int, int)') as (from: number, to: number) => number;
  const nowhere = openSync(devNull, 'w');
  const before = duplicate(standardError);
  replace(nowhere, standardError);
  try {
    return load();
  } finally {
    replace(before, standardError);
    closeSync(before);
    closeSync(nowhere);
  }
}
