/** A value as an error shows it: `NaN`, `'8'`, `[2, 3]`, `something made by Promise`, `an object with width, k`. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`;
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(shown).join(', ')}]`;
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  if (typeof value === 'object' && value) return shownObject(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

function shownObject(value: object): string {
  const made = (value.constructor as { readonly name: string } | undefined)?.name;
  if (made && made !== 'Object') return `something made by ${made}`;
  return `an object with ${Object.keys(value).slice(0, 8).join(', ') || 'nothing in it'}`;
}
