// How texts are split into words. The index and the queries use the same rules.

/** Characters without meaning for search: accents, vowel points, joiners, soft hyphens. Japanese voicing marks distinguish words and stay. */
const ignored = /(?![\u3099\u309a])\p{Script=Inherited}|(?=\p{M})\p{Script=Hebrew}|[\u00ad\u0640]/gu;

const wordChar = String.raw`[\p{L}\p{N}\p{M}\p{Co}]`;
/** Scripts that are written without spaces between words. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const unspacedChar = `(?=${wordChar})[${unspaced.map((script) => String.raw`\p{Script_Extensions=${script}}`).join('')}]`;
/** Longer words are cut into pieces: nobody types them, and encoded data would bloat the index. */
const maxWordChars = 40;
const pieces = new RegExp(
  String.raw`((?:${unspacedChar})+)|(?:(?!${unspacedChar})${wordChar}){1,${maxWordChars}}|\p{RI}{2}|\p{Extended_Pictographic}`,
  'gu',
);

/**
 * The words of a text, in order: runs of letters and digits in lower case and without accents, and each emoji. Scripts
 * without spaces give overlapping pairs of characters, so that a word is found anywhere in a sentence.
 */
export function wordsOf(text: string): string[] {
  const isPlain = /^\p{ASCII}*$/u.test(text);
  const folded = isPlain
    ? text.toLowerCase()
    : text.normalize('NFKD').toLowerCase().replaceAll('ς', 'σ').replace(ignored, '').normalize('NFC');
  const words: string[] = [];
  for (const [piece, run] of folded.matchAll(pieces)) {
    if (!run) words.push(piece);
    else words.push(...[...run].map((char, nth, chars) => char + (chars[nth + 1] ?? '')));
  }
  return words;
}

/** The query for SQLite's FTS5: each word of a search is the beginning of a word of the text. Undefined if the search has no word. */
export function matchOf(search: string): string | undefined {
  // No word contains a quote.
  const terms = [...new Set(wordsOf(search))].map((word) => `"${word}"*`);
  return terms.length > 0 ? terms.join(' AND ') : undefined;
}
