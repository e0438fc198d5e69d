// Line breaks and tabs are what they seem.
const unseen = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text from elsewhere, fit for a terminal: what would move the cursor, hide words or turn the line around is written out
 * as \uXXXX. JSON stays the same JSON.
 */
export const visible = (text: string): string =>
  text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same on a single line, for a cell or a sentence. */
export const onOneLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim());

/** A value as JSON that is fit for a terminal and the same for a program; `indent` is in blanks. */
export const jsonText = (value: unknown, indent = 0): string => visible(JSON.stringify(value, null, indent) ?? 'null');
