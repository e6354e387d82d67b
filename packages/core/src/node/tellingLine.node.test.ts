import { expect, test } from 'vitest';
import { tellingLine } from './tellingLine.js';

test("a compiler's first error says most", () => {
  const text = "ops.cc: In function 'f':\nops.cc:2:1: error: 'x' was not declared\nops.cc:3:1: error: expected ';'\n";
  expect(tellingLine(text)).toBe("ops.cc:2:1: error: 'x' was not declared");
});

test("pip's error says more than its warnings, which speak of errors too", () => {
  const text = 'WARNING: Retrying after NewConnectionError(...)\nERROR: No matching distribution found\n';
  expect(tellingLine(text)).toBe('ERROR: No matching distribution found');
});

test('where nothing is called an error, the last line has to do', () => {
  expect(tellingLine('first\nlast\n')).toBe('last');
  expect(tellingLine('')).toBe('');
});
