import { execFile } from 'node:child_process';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a command to its end and answers its standard output.
 *
 * @throws Error with the last lines of what the command wrote, or with the reason why it did not start.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`\`${command}\` failed: ${lastLines(stderr) || lastLines(stdout) || error.message}`));
    });
  });
}

/** Runs a command and answers its output, or undefined where it fails or does not exist. */
export async function tryCommand(command: string, args: readonly string[]): Promise<string | undefined> {
  return runCommand(command, args).catch(() => undefined);
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}
