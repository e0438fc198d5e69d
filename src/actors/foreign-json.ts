import { deepestJson, type JsonShape, shapeOf, tooDeepAt } from './json-depth.ts';
import { faultWords, type JsonFault, jsonFault, jsonPath } from './json-faults.ts';
import { refuse } from './refusals.ts';
import { repeatedKey } from './repeated-key.ts';

/** The reason in refusals that name the place of a value that is too deep. */
export const tooDeepReason = `lists and objects stand more than ${deepestJson} levels deep in each other`;

/** Throws `request/too-deep` for JSON with more levels than are taken in. */
export function assertShallow(text: string, levels: number = deepestJson): void {
  if (tooDeepAt(text, levels) !== undefined) throw refuse('request/too-deep', { most: deepestJson });
}

/** What of valid JSON would not come out as it went in, given the value that it has when it is read, and its shape if it is known. */
export function changedIn(
  json: string,
  value: unknown,
  shape: Pick<JsonShape, 'keys'> = shapeOf(json),
): JsonFault | undefined {
  const repeated = repeatedKey(json, shape, value);
  if (!repeated) return jsonFault(json);
  // Of both values, one would be lost without a word.
  const reason = `the key ${JSON.stringify(repeated.key)} stands twice in one object`;
  return { at: repeated.at, path: jsonPath(json, repeated.at), reason };
}

/** Throws `request/not-storable` for valid JSON with anything that would not come out as it went in; its value is what it is read as. */
export function assertStorable(json: string, value: unknown): void {
  const fault = changedIn(json, value);
  if (fault) throw refuse('request/not-storable', { words: faultWords(fault) });
}

/** The value of JSON with few enough levels; throws as `assertShallow`, and a SyntaxError for what is no JSON. */
export function parseShallow(text: string, levels: number = deepestJson): unknown {
  assertShallow(text, levels);
  return JSON.parse(text);
}

/** The value of JSON from outside that is to be kept; throws as `parseShallow` and `assertStorable`. */
export function parseForeign(text: string): unknown {
  const value = parseShallow(text);
  assertStorable(text, value);
  return value;
}
