import * as v from 'valibot';

/** What an option's value must be; the message of the schema completes "needs …". */
export type ValueSchema<T = unknown> = v.GenericSchema<unknown, T>;

/** A whole number of `minimum` or more. */
export function wholeNumber(minimum: number): ValueSchema<number> {
  const needs = `a whole number of ${minimum} or more`;
  return v.pipe(v.number(needs), v.safeInteger(needs), v.minValue(minimum, needs));
}

/** A finite number above 0. */
export function positive(): ValueSchema<number> {
  const needs = 'a number above 0';
  return v.pipe(v.number(needs), v.finite(needs), v.gtValue(0, needs));
}

/** A finite number of 0 or more. */
export function notNegative(): ValueSchema<number> {
  const needs = 'a number of 0 or more';
  return v.pipe(v.number(needs), v.finite(needs), v.minValue(0, needs));
}

/** A share: from 0, included, to 1, excluded. */
export function share(): ValueSchema<number> {
  const needs = 'a number from 0 up to, but not including, 1';
  return v.pipe(v.number(needs), v.minValue(0, needs), v.ltValue(1, needs));
}

/** A part of something: above 0, and 1 at most. */
export function fraction(): ValueSchema<number> {
  const needs = 'a number above 0, and 1 at most';
  return v.pipe(v.number(needs), v.gtValue(0, needs), v.maxValue(1, needs));
}

/** Some text. */
export function text(needs: string): ValueSchema<string> {
  return v.pipe(v.string(needs), v.nonEmpty(needs));
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words): ValueSchema<Words[number]> {
  return v.picklist(words, `one of ${words.join(', ')}`);
}

/** On or off. */
export function flag(): ValueSchema<boolean> {
  return v.boolean('true or false');
}

/** A JSON object, or an object where it was read already. */
export function jsonObject(): ValueSchema<Readonly<Record<string, unknown>>> {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(
      isRecord,
      ({ input }) => `a JSON object, such as '{ "k": 2 }'${whyNoJson(input)}`,
    ),
    v.check(
      (value) => !mentionsPrototype(value),
      'a JSON object in which nothing is called __proto__, constructor or prototype: no option is',
    ),
  );
}

/** Whether a value is what JSON writes in braces. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a name in it, at any depth, would mean more to JavaScript than to the factory that gets it. */
function mentionsPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names: readonly string[] = ['__proto__', 'constructor', 'prototype'];
  return Object.entries(value).some(([name, inside]) => names.includes(name) || mentionsPrototype(inside));
}

/** What JSON's own parser says of a text. */
function whyNoJson(input: unknown): string {
  if (typeof input !== 'string') return '';
  try {
    JSON.parse(input);
    return '';
  } catch (error) {
    return `, in single quotes in most shells: ${error instanceof Error ? error.message : String(error)}`;
  }
}
