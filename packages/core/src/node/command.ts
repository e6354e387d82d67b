import { execFile } from 'node:child_process';
import { tellingLine } from './tellingLine.js';

/** How a command is run. */
export interface CommandOptions {
  /** The folder that it runs in; that of this process where it isn't said. */
  readonly cwd?: string;
  /** All of its environment; that of this process where it isn't said. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a command to its end and answers its standard output.
 *
 * @throws Error with the line of its standard error that says most, or with the reason why it did not start.
 * @example
 * ```ts
 * const version = await runCommand('g++', ['--version']);
 * ```
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`\`${command}\` failed: ${tellingLine(stderr) || error.message}`, { cause: error }));
    });
  });
}

/**
 * Runs a command and answers its output, or undefined where it fails or does not exist.
 *
 * @example
 * ```ts
 * const found = (await tryCommand('g++', ['--version'])) !== undefined;
 * ```
 */
export async function tryCommand(command: string, args: readonly string[]): Promise<string | undefined> {
  return runCommand(command, args).catch(() => undefined);
}
