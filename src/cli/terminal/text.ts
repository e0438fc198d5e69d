import prettyBytes from 'pretty-bytes';

// Line breaks and tabs are harmless.
const unseen = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const numbers = new Intl.NumberFormat('en');

/**
 * Text from elsewhere, made safe for a terminal: control and bidi characters are written as \uXXXX. JSON stays the same JSON.
 */
export const visible = (text: string): string =>
  text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

// Colours are added before a line is printed.
const unseenOrColour = new RegExp(`\\x1b\\[[\\d;]*m|${unseen.source}`, 'gu');

/** The same for a line that may have colours, which stay. */
export const visibleInColour = (line: string): string =>
  line.replace(unseenOrColour, (found) => (found.endsWith('m') && found.length > 1 ? found : visible(found)));

/** The same on a single line, for a cell or a sentence. */
export const onOneLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim());

/** A value as JSON that is safe for a terminal and the same for a program; `indent` is in spaces. */
export const jsonText = (value: unknown, indent = 0): string => visible(JSON.stringify(value, null, indent) ?? 'null');

/** A number with its thousands separated: `12,000`. */
export const numberText = (value: number): string => numbers.format(value);

/** A count with its noun: `1 run`, `1,200 answers`. */
export const counted = (count: number, noun: string): string => `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A size in bytes: `3.4 MB`. */
export const sizeText = (bytes: number): string => prettyBytes(bytes);

/** A time in UTC to the minute; an empty text for none. */
export const minuteOf = (at: string | null | undefined): string => (at ? `${at.slice(0, 10)} ${at.slice(11, 16)}` : '');
