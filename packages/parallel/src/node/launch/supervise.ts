import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/*
 * Runs the command of its parameters, between the launcher and `mpiexec`: passes signals on, ends as the command ends, and
 * ends the command when the launcher is gone. With an `mpiexec` that is killed all its ranks end, those too that wait for
 * each other and hear nothing.
 */
const [command, ...parameters] = process.argv.slice(2);
const child = spawn(command, parameters, { stdio: 'inherit' });

/** `mpiexec` doesn't know the signal of a terminal that is closed. */
const signals = [
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGTERM'],
  ['SIGHUP', 'SIGTERM'],
] as const;

for (const [signal, passedOn] of signals) process.on(signal, () => child.kill(passedOn));
process.once('disconnect', () => child.kill('SIGKILL'));
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
