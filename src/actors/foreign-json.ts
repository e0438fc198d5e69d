import { deepestJson, tooDeepAt } from './json-depth.ts';
import { hasTooLargeNumber } from './json-numbers.ts';
import { refuse } from './refusals.ts';

/** The reason in refusals that name the place of a value that is too deep. */
export const tooDeepReason = `lists and objects stand more than ${deepestJson} levels deep in each other`;

/** The reason in refusals that name the place of a number that is read as infinite, and would be stored as null. */
export const tooLargeReason = 'a number is larger than can be stored';

/** Throws `request/too-deep` for JSON with more levels than are taken in. */
export function assertShallow(text: string, levels: number = deepestJson): void {
  if (tooDeepAt(text, levels) !== undefined) throw refuse('request/too-deep', { most: deepestJson });
}

/** Throws as `assertShallow`, and `request/bad-number` for JSON with a number that cannot be stored. */
export function assertStorable(text: string, levels: number = deepestJson): void {
  assertShallow(text, levels);
  if (hasTooLargeNumber(text)) throw refuse('request/bad-number');
}

/** The value of JSON from outside; throws as `assertStorable`, and a SyntaxError for what is no JSON. */
export function parseForeign(text: string, levels: number = deepestJson): unknown {
  assertStorable(text, levels);
  return JSON.parse(text);
}
