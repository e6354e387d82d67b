import { expect, it } from 'vitest';
import { replaced } from './writeTables.js';

it('puts a table in place of another', () => {
  const page = 'before\n<!-- a -->\n\nold\n\n<!-- /a -->\nafter';
  const once = replaced(page, 'a', 'new');
  expect(once).toBe('before\n<!-- a -->\n\nnew\n\n<!-- /a -->\nafter');
  expect(replaced(once, 'a', 'new')).toBe(once);
});

it('says what the page lacks', () => {
  expect(() => replaced('<!-- /a --><!-- a -->', 'a', 'new')).toThrow(
    'writeTables: the page needs <!-- a --> and after it <!-- /a -->',
  );
});
