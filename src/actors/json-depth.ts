/** The most levels of lists and objects in JSON from outside; a walk through more could overflow the stack. */
export const deepestJson = 100;

const [quote, backslash, list, listEnd, object, objectEnd] = [...'"\\[]{}'].map((sign) => sign.charCodeAt(0));

/** Where the text that begins at `from` ends; a quote behind an odd number of backslashes is part of it. */
function endOfText(json: string, from: number): number {
  let end = json.indexOf('"', from);
  for (; end >= 0; end = json.indexOf('"', end + 1)) {
    let first = end;
    while (json.charCodeAt(first - 1) === backslash) first--;
    if ((end - first) % 2 === 0) return end;
  }
  return json.length;
}

/**
 * Where JSON first goes deeper than `most` levels; undefined where it never does. It is looked for in the text, before anything
 * is made of that: one pass, and no stack that could overflow. For what is no JSON the result is undefined or a place.
 */
export function tooDeepAt(json: string, most: number = deepestJson): number | undefined {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (sign === quote) at = endOfText(json, at + 1);
    else if (sign === list || sign === object) {
      if (++depth > most) return at;
    } else if (sign === listEnd || sign === objectEnd) depth--;
  }
  return undefined;
}
