// What counts as a word. The same rules make the index and read what is searched for, so that both always agree.

/** Accents, vowel points, joiners and what only stretches or hyphenates; Japanese voicing marks tell words apart and stay. */
const lookedPast = /(?![\u3099\u309a])\p{Script=Inherited}|(?=\p{M})\p{Script=Hebrew}|[\u00ad\u0640]/gu;

const part = String.raw`[\p{L}\p{N}\p{M}\p{Co}]`;
/** Scripts that are written without spaces between words. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const dense = `(?=${part})[${unspaced.map((script) => String.raw`\p{Script_Extensions=${script}}`).join('')}]`;
/** Longer words are taken in pieces of so many signs: nobody types them, and data in letters would bloat the index. */
const longest = 40;
const pieces = new RegExp(
  String.raw`((?:${dense})+)|(?:(?!${dense})${part}){1,${longest}}|\p{RI}{2}|\p{Extended_Pictographic}`,
  'gu',
);

/**
 * The words of a text, in order: runs of letters and digits in small letters and without accents, and each picture sign.
 * Scripts without spaces give overlapping pairs of signs, so that a word is found wherever it stands.
 */
export function wordsOf(text: string): string[] {
  const isPlain = /^\p{ASCII}*$/u.test(text);
  const folded = isPlain
    ? text.toLowerCase()
    : text.normalize('NFKD').toLowerCase().replaceAll('ς', 'σ').replace(lookedPast, '').normalize('NFC');
  const words: string[] = [];
  for (const [piece, run] of folded.matchAll(pieces)) {
    if (!run) words.push(piece);
    else words.push(...[...run].map((sign, nth, signs) => sign + (signs[nth + 1] ?? '')));
  }
  return words;
}

/** The query for SQLite's FTS5 that every word of a search begins some word of a text; none if there is no word in it. */
export function matchOf(search: string): string | undefined {
  // Nothing in a word can end the quotes.
  const terms = [...new Set(wordsOf(search))].map((word) => `"${word}"*`);
  return terms.length > 0 ? terms.join(' AND ') : undefined;
}
