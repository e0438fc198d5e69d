import { closest, distance } from 'fastest-levenshtein';

/** Longer than any key or its misspelling. */
const maxWordChars = 100;

/** The known word that an unknown one is most likely a misspelling of, if any. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > maxWordChars) return undefined;
  const nearest = closest(word, known);
  const edits = distance(word, nearest);
  // Words of two letters differ by two edits from any other.
  const isNear = edits <= Math.max(2, nearest.length / 4) && edits < Math.max(word.length, nearest.length);
  return isNear ? nearest : undefined;
}
