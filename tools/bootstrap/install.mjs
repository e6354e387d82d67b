import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { complaintAboutNode } from './nodeVersion.mjs';
import { findPnpm, ROOT, runPnpm, wantedPnpm } from './pnpm.mjs';

/** Says what `node_modules` was installed from; written last, so an interrupted installation is repeated. */
const MARKER = `${ROOT}node_modules/.outrageous-installed`;

/** Brings Node's version and all dependencies in order, or ends the process with a message. */
export async function install() {
  const complaint = complaintAboutNode(process.versions.node);
  if (complaint) fail(complaint);
  if (isInstalled()) return;
  if (findPnpm().fetched) say(`Fetching pnpm ${wantedPnpm()} through npm`);
  say('Installing dependencies (once; about half a minute)');
  const code = await runPnpm('install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn');
  if (code !== 0) {
    fail('The dependencies could not be installed; the reason is above. Run the same command again to retry.', code);
  }
  writeFileSync(MARKER, fingerprint());
}

/**
 * A line about what happens now, for the person who waits.
 *
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`▸ ${text}\n`);
}

/**
 * Ends the process with a message.
 *
 * @param {string} text
 * @param {number} [code]
 * @returns {never}
 */
export function fail(text, code = 1) {
  process.stderr.write(`✗ ${text}\n`);
  process.exit(code);
}

function isInstalled() {
  return existsSync(MARKER) && readFileSync(MARKER, 'utf8') === fingerprint();
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(`${ROOT}${file}`));
  return hash.digest('hex');
}
