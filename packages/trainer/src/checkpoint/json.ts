/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A record of JSON; `undefined` stands for an absent entry. */
export type JsonObject = { readonly [name: string]: JsonValue | undefined };
