/** The texts and the numbers of JSON. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d[-+.\deE]*/g;

/** Whether a number in digits is another one when JavaScript reads it: infinite, or too long to keep all its digits. */
const changes = (digits: string): boolean => {
  const value = Number(digits);
  return (
    !Number.isFinite(value) || (/^-?\d+$/.test(digits) && !Number.isSafeInteger(value) && String(value) !== digits)
  );
};

/** The value of JSON that somebody types; throws a sentence for what is no JSON, and for numbers that would become others. */
export function typedJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`Not valid JSON: ${(error as Error).message}.`);
  }
  const number = text.match(tokens)?.find((token) => !token.startsWith('"') && changes(token));
  if (number !== undefined)
    throw new Error(`The number ${number} would become ${Number(number)}; write it as text, in quotes.`);
  return value;
}
