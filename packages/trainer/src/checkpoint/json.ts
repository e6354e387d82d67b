/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A record of JSON; `undefined` stands for an absent entry. */
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

/** Whether a value is what JSON writes in braces. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text of JSON says; undefined where it is none. */
export function jsonIn(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Whether a record in a text of JSON has a name twice, of which `JSON.parse` would keep the last. */
export function hasTwins(text: string): boolean {
  let kept = -1; // The whole is called, too.
  JSON.parse(text, function (this: unknown, _, value: unknown) {
    if (!Array.isArray(this)) kept++;
    return value;
  });
  const said = text.replace(/\\./g, '').match(/"[^"]*"\s*:/g) ?? [];
  return said.length > kept;
}
