/** The texts and the numbers of JSON; a text with a colon behind it is a key. */
const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[-+.\deE]*/g;

/** The digits of a number without the zeros around them. */
const digitsOf = (number: string): string =>
  number
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');

/** Whether a number is another one when JavaScript reads it: infinite, 0, or too long to keep all its digits. */
function changes(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return true;
  if (value === 0) return digitsOf(number) !== '';
  return Math.abs(value) >= 2 ** 53 && digitsOf(number) !== digitsOf(String(value));
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, one) => sum + keysIn(one), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** The value of JSON that somebody types; throws a sentence for what is no JSON, for numbers that would become others, and for a key that stands twice. */
export function typedJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`Not valid JSON: ${(error as Error).message}.`);
  }
  const found = [...text.matchAll(tokens)];
  const number = found.find(([token]) => !token.startsWith('"') && changes(token))?.[0];
  if (number !== undefined)
    throw new Error(`The number ${number} would become ${Number(number)}; write it as text, in quotes.`);
  if (found.filter(([, colon]) => colon).length !== keysIn(value))
    throw new Error('A key stands twice in one object; one of its values would be lost.');
  return value;
}

/** A number as somebody types it, with a decimal point; or a sentence for what is none, or would become another one. */
export function typedNumber(text: string): { number: number } | { fault: string } {
  const plain = text.trim();
  if (!/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(plain)) return { fault: 'Enter a number, such as 12 or 0.5.' };
  const number = Number(plain);
  return changes(plain) ? { fault: `The number ${plain} would become ${number}.` } : { number };
}
