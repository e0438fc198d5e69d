/** Part of a text: plain, or a character that one would not see, with its name as U+202E. */
export type Piece = { text: string; isMark: boolean };

// Line breaks and tabs are what they seem; joiners belong to scripts and emoji. No script stacks more than a few marks on a letter.
const unseen =
  /(?<=\p{M}{8})\p{M}+|(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

const nameOf = (found: string) =>
  /^\p{M}/u.test(found)
    ? `${found.length} more marks`
    : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Cuts a text at the characters that would hide words, turn a line around or cannot be shown at all. */
export function piecesOf(given: string): Piece[] {
  const text = given.replaceAll('\r\n', '\n');
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (index > end) pieces.push({ text: text.slice(end, index), isMark: false });
    pieces.push({ text: nameOf(character), isMark: true });
    end = index + character.length;
  }
  const rest = text.slice(end);
  return rest === '' ? pieces : [...pieces, { text: rest, isMark: false }];
}

/** The same as one string, for titles, options and messages, where marks cannot be set apart. */
export const seenText = (text: string): string =>
  piecesOf(text)
    .map(({ text: part, isMark }) => (isMark ? `[${part}]` : part))
    .join('');

/** At most `most` characters, never half of one, and whether the text was cut. */
export function beginningOf(text: string, most: number): { text: string; isCut: boolean } {
  if (text.length <= most) return { text, isCut: false };
  const last = text.charCodeAt(most - 1);
  return { text: text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most), isCut: true };
}
