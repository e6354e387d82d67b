import { option } from './option.js';
import { oneOf } from './schema.js';

/** The devices that can be asked for; `auto` takes the best that works. */
export const deviceChoices = ['auto', 'tensorflow', 'webgpu', 'wasm', 'cpu'] as const;

/** The option of every command that computes. */
export const deviceOption = option(
  '--device <name>',
  `what computes: ${deviceChoices.join(', ')}`,
  oneOf(deviceChoices),
  'auto',
);

/** A device that can be asked for. */
export type DeviceName = (typeof deviceChoices)[number];
