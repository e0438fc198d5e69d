/** The number a text stands for, or NaN: an empty text stands for none, and so does infinity. */
export function numberIn(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** Texts sorted as numbers if all of them are numbers, else by their characters. */
export function inOrder(texts: readonly string[]): string[] {
  const byText = (one: string, other: string) => (one < other ? -1 : Number(one > other));
  if (texts.some((text) => Number.isNaN(numberIn(text)))) return texts.toSorted(byText);
  return texts.toSorted((one, other) => numberIn(one) - numberIn(other) || byText(one, other));
}
