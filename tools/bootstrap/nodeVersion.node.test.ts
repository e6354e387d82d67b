import { expect, test } from 'vitest';
import { complaintAboutNode } from './nodeVersion.mjs';

test('accepts the oldest supported Node and every newer one', () => {
  for (const version of ['20.19.0', '20.20.2', '22.1.0', '24.21.0', '26.10.0-nightly']) {
    expect(complaintAboutNode(version)).toBeUndefined();
  }
});

test('tells what an older Node lacks and what to do', () => {
  expect(complaintAboutNode('20.18.3')).toBe(
    'Outrageous needs Node 20.19.0 or newer, and this is Node 20.18.3.\n' +
      'Install a newer one (https://nodejs.org, nvm, fnm, or your distribution) and run the same command again.',
  );
  expect(complaintAboutNode('18.20.8')).toContain('this is Node 18.20.8');
});
