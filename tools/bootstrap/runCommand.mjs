import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals that a user, a terminal or a process manager stops us with. */
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Whether an exit code says that a command was stopped by one of those, and did not end in another way.
 *
 * @param {number} code
 */
export function isStop(code) {
  return SIGNALS.some((signal) => code === 128 + constants.signals[signal]);
}

/** One Ctrl-C reaches us twice, from the terminal and through npm; a second one by hand takes longer than this. */
const ECHO_MILLISECONDS = 300;

const STOP_WITH_PARENT = new URL('./stopWithParent.mjs', import.meta.url).href;

/**
 * Runs a command with our terminal, and gives its exit code (128 + n when signal n ended it).
 *
 * The command has a process group of its own and gets each signal from us, so
 * that one Ctrl-C reaches it exactly once. (Otherwise it would get it from the
 * terminal, from npm and from us.)
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runCommand(command, parameters, { cwd, env = process.env } = {}) {
  return supervise(spawn(command, parameters, { cwd, env, detached: true, stdio: 'inherit' }));
}

/**
 * Runs a Node program like {@link runCommand}; it also stops, by SIGTERM to itself, when we are killed outright.
 *
 * @param {string} file
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export function runNode(file, parameters, env = process.env) {
  const stdio = /** @type {const} */ (['inherit', 'inherit', 'inherit', 'ipc']);
  const all = ['--import', STOP_WITH_PARENT, file, ...parameters];
  return supervise(spawn(process.execPath, all, { env, detached: true, stdio: [...stdio] }));
}

/** @param {import('node:child_process').ChildProcess} child */
function supervise(child) {
  const stopForwarding = forwardSignals(child);
  return /** @type {Promise<number>} */ (
    new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    })
  ).finally(stopForwarding);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} ends it
 */
function forwardSignals(child) {
  let last = { signal: '', time: 0 };
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    const now = performance.now();
    const isEcho = signal === last.signal && now - last.time < ECHO_MILLISECONDS;
    last = { signal, time: now };
    if (!isEcho) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return () => SIGNALS.forEach((signal) => process.off(signal, forward));
}
