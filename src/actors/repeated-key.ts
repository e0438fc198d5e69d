import { endOfText, isBeforeColon, type JsonShape } from './json-depth.ts';

/**
 * The first key of JSON that stands twice in one object, and where it does so for the second time. Reading it as a `value` keeps the last
 * of its values without a word. Nearly all JSON has none, so keys are only compared where the text has more of them than the value.
 */
export function repeatedKey(
  json: string,
  { keys }: Pick<JsonShape, 'keys'>,
  value: unknown,
): { key: string; at: number } | undefined {
  return keys === keysIn(value) ? undefined : firstRepeated(json);
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) for (const inner of value) keys += keysIn(inner);
  else for (const key of Object.keys(value)) keys += 1 + keysIn((value as Record<string, unknown>)[key]);
  return keys;
}

function firstRepeated(json: string): { key: string; at: number } | undefined {
  /** The keys of each object that is open, the innermost at the end. */
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '{') open.push(new Set());
    if (sign === '}') open.pop();
    if (sign !== '"') continue;
    const end = endOfText(json, at + 1);
    if (isBeforeColon(json, end)) {
      const key: string = JSON.parse(json.slice(at, end + 1));
      if (open.at(-1)?.has(key)) return { key, at };
      open.at(-1)?.add(key);
    }
    at = end;
  }
  return undefined;
}
