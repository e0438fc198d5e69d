/** What keys look like: composed, each blank a space, and without blanks around and characters that have no width. */
const seen = (key: string) =>
  key
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

/** Only such a key could look like another one. */
const isOdd = (key: string) => /[^\x21-\x7e]/.test(key);

/** Two different keys that look the same, each as JSON with its hidden characters by number; undefined if each can be told from the others. */
export function lookingAlike(keys: readonly string[]): [string, string] | undefined {
  if (!keys.some(isOdd)) return undefined;
  const known = new Map<string, string>();
  for (const key of keys) {
    const other = known.get(seen(key));
    if (other !== undefined && other !== key) return [shown(other), shown(key)];
    known.set(seen(key), key);
  }
  return undefined;
}

const shown = (key: string) =>
  JSON.stringify(key).replace(/[^\x20-\x7e]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);

/** The reason in refusals of two keys that look the same. */
export const alikeReason = ([one, other]: readonly [string, string], what: string): string =>
  `the ${what} ${one} and ${other} look alike; rename one of them`;
