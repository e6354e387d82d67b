export { cacheDirectory } from './cacheDirectory.js';
export { runCommand, tryCommand, type CommandOptions } from './command.js';
export { createWhole } from './createWhole.js';
export { tellingLine } from './tellingLine.js';
