import { constants } from 'node:os';

/** A user, a terminal or a process manager stopped the program, and it stopped in good order. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  /** 128 + the number of the signal, as shells count. */
  readonly exitCode: number;

  /** @param message what was saved, and how to go on */
  constructor(signal: NodeJS.Signals, message: string) {
    super(message);
    this.exitCode = 128 + constants.signals[signal];
  }
}
