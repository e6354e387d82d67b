import { maxErrorString, maxLibraryVersionString } from './abi.js';
import type { MpiLibrary } from './library.js';

/** The int that a function of MPI writes. */
export function numberFrom(ask: (answer: Int32Array) => unknown): number {
  const answer = new Int32Array(1);
  ask(answer);
  return answer[0];
}

/** What the code of an error means, in the library's words: the error, and what it found at the bottom of its stack. */
export function errorText(mpi: MpiLibrary, code: number): string {
  const lines = textFrom(maxErrorString, (text, length) => mpi.Error_string(code, text, length)).split('\n');
  const [error, ...stack] = lines.map((line) => line.trim());
  const cause = stack.at(-1);
  return cause === undefined ? error : `${error.replace(/, error stack:$/, '')} (${cause})`;
}

/** The library's name and version, such as `MPICH Version: 5.0.2`. */
export function libraryVersion(mpi: MpiLibrary): string {
  const [firstLine] = textFrom(maxLibraryVersionString, mpi.Get_library_version).split('\n');
  return firstLine.replaceAll(/\s+/g, ' ');
}

/** The text that a function of MPI writes, which tells its length beside it. */
function textFrom(room: number, ask: (text: Uint8Array, length: Int32Array) => unknown): string {
  const text = new Uint8Array(room);
  const length = numberFrom((answer) => ask(text, answer));
  return new TextDecoder().decode(text.subarray(0, length)).trim();
}
