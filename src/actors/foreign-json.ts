import { deepestJson, tooDeepAt } from './json-depth.ts';
import { refuse } from './refusals.ts';

/** The reason in refusals that name the place of a value that is too deep. */
export const tooDeepReason = `lists and objects stand more than ${deepestJson} levels deep in each other`;

/** Throws `request/too-deep` for JSON with more levels than are taken in. */
export function assertShallow(text: string, levels: number = deepestJson): void {
  if (tooDeepAt(text, levels) !== undefined) throw refuse('request/too-deep', { most: deepestJson });
}

/** The value of JSON from outside; throws `request/too-deep`, and a SyntaxError for what is no JSON. */
export function parseForeign(text: string, levels: number = deepestJson): unknown {
  assertShallow(text, levels);
  return JSON.parse(text);
}
