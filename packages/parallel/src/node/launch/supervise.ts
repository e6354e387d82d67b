import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/*
 * Runs the command of its parameters, between the launcher and `mpiexec`: passes signals on, ends as the command ends, and
 * ends the command when the launcher is gone. With an `mpiexec` that is killed all its ranks end, those too that wait for
 * each other and hear nothing.
 */
const [command, ...parameters] = process.argv.slice(2);
const child = spawn(command, parameters, { stdio: 'inherit' });

const codeOf = (signal: NodeJS.Signals) => 128 + constants.signals[signal];

/** A terminal was closed: `mpiexec` doesn't know that signal, so it and the ranks hear another. */
let hungUp = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
process.on('SIGHUP', () => {
  hungUp = true;
  child.kill('SIGTERM');
});
process.once('disconnect', () => child.kill('SIGKILL'));
child.once('exit', (ended, signal) => {
  const code = ended ?? codeOf(signal ?? 'SIGKILL');
  process.exit(hungUp && code === codeOf('SIGTERM') ? codeOf('SIGHUP') : code);
});
