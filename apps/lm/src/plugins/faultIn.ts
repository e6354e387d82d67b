import * as v from 'valibot';

/** The members of a contract by name; the message of each schema completes "needs to be …". */
export type Members = Readonly<Record<string, v.GenericSchema>>;

/** What is wrong with a value that needs certain members, its own or inherited; `undefined` where nothing is. */
export function faultIn(members: Members, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `it gave ${String(value)}`;
  if (value instanceof Promise) return 'it gave a promise; what has to be waited for can be at the top of its file';
  for (const [name, schema] of Object.entries(members)) {
    const member: unknown = Reflect.get(value, name);
    const [issue] = v.safeParse(schema, member).issues ?? [];
    if (issue) return `its '${name}' needs to be ${issue.message}, and is ${shown(member)}`;
  }
  return undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  // JSON has no NaN.
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' || typeof value === 'function' ? typeof value : JSON.stringify(value);
}
