import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 as ofNode } from '#crc32';
import { crc32 } from './crc32.js';

it('is the CRC-32 of all the world', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

it('is the same wherever it is computed, whole or in parts', () => {
  const property = (one: Uint8Array, other: Uint8Array) => {
    const whole = crc32(new Uint8Array([...one, ...other]));
    expect(crc32(other, crc32(one))).toBe(whole);
    expect(ofNode(other, ofNode(one))).toBe(whole);
  };
  fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), property), { numRuns: 50, seed: 1 });
});
