// The same as ../checkpoint/crc32.ts, several times as fast.
export { crc32 } from 'node:zlib';
