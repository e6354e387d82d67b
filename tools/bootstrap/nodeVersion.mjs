/** The oldest Node that everything here runs on. */
export const OLDEST_NODE = '20.19.0';

/**
 * What to tell the user when Node is too old; `undefined` when it is new enough.
 *
 * @param {string} version such as `process.versions.node`
 */
export function complaintAboutNode(version) {
  if (compareVersions(version, OLDEST_NODE) >= 0) return undefined;
  return [
    `Outrageous needs Node ${OLDEST_NODE} or newer, and this is Node ${version}.`,
    'Install a newer one (https://nodejs.org, nvm, fnm, or your distribution) and run the same command again.',
  ].join('\n');
}

/**
 * @param {string} a
 * @param {string} b
 * @returns negative when a is older, 0 when equal, positive when newer
 */
function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('-')[0].split('.').map(Number));
  for (let i = 0; i < 3; i++) if (left[i] !== right[i]) return left[i] - right[i];
  return 0;
}
