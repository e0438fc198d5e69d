import { endOfText, isBeforeColon } from './json-depth.ts';
import { numberFault } from './json-numbers.ts';

/** What of a JSON text would not come out as it went in: where it stands, the keys and places in lists that lead there, and why. */
export type JsonFault = { at: number; path: readonly string[]; reason: string };

/** Without any of these, JSON has neither a number that changes, nor half of a character, nor the forbidden key. */
const couldHaveFault = /\d{16}|\d[eE][-+]?\d|\\u[dD][89a-fA-F]|__proto__|\\u00(?:5[fF]|6[fF]|7[024])/;

/** Half of a character that takes two code units; no UTF-8 text can have it. */
const half = /\p{Cs}/u;

/** The key that is lost without a word wherever objects are merged or rebuilt. */
export const forbiddenKey = '__proto__';
/** The reason in refusals that name the place of that key. */
export const forbiddenKeyReason = `no key can be called "${forbiddenKey}"`;

const number = /-?\d[-+.\deE]*/y;

/** The fault of a text as such, or undefined; `name` is what it is in a sentence. */
export function textFault(text: string, name = 'the text'): string | undefined {
  const [found] = half.exec(text) ?? [];
  if (found === undefined) return undefined;
  return `${name} has half of a character (\\u${found.charCodeAt(0).toString(16)}), which no file of text can hold`;
}

/**
 * The first thing in valid JSON that would not be the same after it was read, kept and written: a number that changes, half of a
 * character, or the key `__proto__`. For what is no JSON the result is any.
 */
export function jsonFault(json: string): JsonFault | undefined {
  if (!couldHaveFault.test(json)) return undefined;
  for (let at = 0; at < json.length; at++) {
    const { end, reason } = partAt(json, at);
    if (reason !== undefined) return { at, path: jsonPath(json, at), reason };
    at = end;
  }
  return undefined;
}

/** The last place of the text or number that begins at a place, with its fault; of all else it is the place itself. */
function partAt(json: string, at: number): { end: number; reason?: string } {
  if (json[at] === '"') {
    const end = endOfText(json, at + 1);
    const text = textIn(json, at, end);
    return { end, reason: isBeforeColon(json, end) ? keyFault(text) : textFault(text) };
  }
  number.lastIndex = at;
  const [text] = number.exec(json) ?? [];
  return text === undefined ? { end: at } : { end: at + text.length - 1, reason: numberFault(text) };
}

/** The keys, and the places in lists from 0, that lead to what stands at a place in valid JSON; a key itself is not among them. */
export function jsonPath(json: string, place: number): string[] {
  /** For each list and object that is open, the place in it, or its key. */
  const open: (number | string)[] = [];
  for (let at = 0; at < place; at++) {
    const sign = json[at] as string;
    if (sign !== '"') {
      step(open, sign);
      continue;
    }
    const end = endOfText(json, at + 1);
    if (isBeforeColon(json, end)) open[open.length - 1] = textIn(json, at, end);
    at = end;
  }
  const isKey = json[place] === '"' && isBeforeColon(json, endOfText(json, place + 1));
  return (isKey ? open.slice(0, -1) : open).map(String);
}

function step(open: (number | string)[], sign: string): void {
  const inner = open.at(-1);
  if (sign === '[') open.push(0);
  else if (sign === '{') open.push('');
  else if (sign === ']' || sign === '}') open.pop();
  else if (sign === ',' && typeof inner === 'number') open[open.length - 1] = inner + 1;
}

const keyFault = (key: string) => (key === forbiddenKey ? forbiddenKeyReason : textFault(key, 'a key'));

function textIn(json: string, at: number, end: number): string {
  const written = json.slice(at + 1, end);
  return written.includes('\\') ? JSON.parse(`"${written}"`) : written;
}

/** A fault with its path, in words that follow a colon. */
export const faultWords = ({ path, reason }: Pick<JsonFault, 'path' | 'reason'>): string =>
  path.length === 0 ? reason : `in ${JSON.stringify(path.join('.'))}, ${reason}`;
