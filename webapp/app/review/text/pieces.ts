/** A part of a text: plain, or the name of an invisible character, such as U+202E. */
export type Piece = { text: string; isMark: boolean };

// Line breaks and tabs are harmless; joiners belong to scripts and emoji. No script stacks more than a few marks on a letter.
const unseen =
  /(?<=\p{M}{8})\p{M}+|(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

const nameOf = (found: string) =>
  /^\p{M}/u.test(found)
    ? `${found.length} more marks`
    : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Splits a text at characters that are invisible, hide words or change the direction of a line. */
export function piecesOf(original: string): Piece[] {
  const text = original.replaceAll('\r\n', '\n');
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

/** The same as one string, for titles, options and messages, which cannot be styled. */
export const seenText = (text: string): string =>
  piecesOf(text)
    .map(({ text: part, isMark }) => (isMark ? `[${part}]` : part))
    .join('');

/** At most `maxLetters` characters, without splitting one, and whether the text was shortened. */
export function beginningOf(text: string, maxLetters: number): { text: string; isCut: boolean } {
  if (text.length <= maxLetters) return { text, isCut: false };
  const last = text.charCodeAt(maxLetters - 1);
  return { text: text.slice(0, last >= 0xd800 && last < 0xdc00 ? maxLetters - 1 : maxLetters), isCut: true };
}
