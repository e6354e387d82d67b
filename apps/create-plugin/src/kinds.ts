/** What a plugin may be, and what its template calls by a name that is replaced. */
export const kinds = {
  gate: { title: 'gate', option: 'gate', contract: '`Gate` of `@outrageous/core`', suite: 'gating' },
  experts: {
    title: 'pool of experts',
    option: 'experts',
    contract: '`ExpertPool` of `@outrageous/core`',
    suite: 'experts',
  },
  cell: { title: 'recurrent cell', option: 'layer', contract: '`Cell` of `@outrageous/lstm`', suite: 'lstm' },
} as const;

/** One of {@link kinds}. */
export type Kind = keyof typeof kinds;

/** Whether a text names a kind. */
export function isKind(text: string | undefined): text is Kind {
  return text !== undefined && Object.hasOwn(kinds, text);
}
