/** The most levels of lists and objects in JSON from outside; a walk through more could overflow the stack. */
export const deepestJson = 100;

const [quote, backslash, list, listEnd, object, objectEnd, colon] = [...'"\\[]{}:'].map((sign) => sign.charCodeAt(0));

/** Where the text that begins at `from` ends, behind its first quote; a quote behind an odd number of backslashes is part of it. */
export function endOfText(json: string, from: number): number {
  let end = json.indexOf('"', from);
  for (; end >= 0; end = json.indexOf('"', end + 1)) {
    let first = end;
    while (json.charCodeAt(first - 1) === backslash) first--;
    if ((end - first) % 2 === 0) return end;
  }
  return json.length;
}

/** Whether the text in JSON that ends at a place is a key. */
export function isBeforeColon(json: string, end: number): boolean {
  let next = end + 1;
  while (/\s/.test(json[next] ?? '')) next++;
  return json[next] === ':';
}

/** Where JSON first goes deeper than it may, if it does so; else how many keys its objects have, also where one stands twice. */
export type JsonShape = { deepAt?: number; keys: number };

/**
 * The shape of JSON that may have `most` levels. It is looked for in the text, before anything is made of that: one pass, and no stack
 * that could overflow. For what is no JSON the result is any.
 */
export function shapeOf(json: string, most: number = deepestJson): JsonShape {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (sign === quote) at = endOfText(json, at + 1);
    else if (sign === list || sign === object) {
      if (++depth > most) return { deepAt: at, keys };
    } else if (sign === listEnd || sign === objectEnd) depth--;
    else if (sign === colon) keys++;
  }
  return { keys };
}

/** Where JSON first goes deeper than `most` levels; undefined where it never does. For what is no JSON it is undefined or a place. */
export const tooDeepAt = (json: string, most: number = deepestJson): number | undefined => shapeOf(json, most).deepAt;
