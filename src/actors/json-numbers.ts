/** From here on, not every whole number is one of JavaScript's. */
const firstInexact = 2 ** 53;

/** The digits of a decimal number, without zeros around them, and the power of ten by which they are a whole number. */
function decimalOf(text: string): { digits: string; power: number } {
  const [, whole = '', fraction = '', exponent = '0'] = /^[-+]?(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  return { digits: significant, power: Number(exponent) - fraction.length + digits.length - significant.length };
}

const isSame = (one: string, other: string): boolean => {
  const [first, second] = [decimalOf(one), decimalOf(other)];
  return first.digits === second.digits && (first.digits === '' || first.power === second.power);
};

/**
 * What a decimal number would become if it were read, where it would be another one: from 2^53 on each digit must stay, and below that
 * only so many as a number has. Undefined for a number that stays what it is.
 */
export function becomes(text: string): 'infinite' | '0' | string | undefined {
  const value = Number(text);
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return 'infinite';
  if (value === 0) return decimalOf(text).digits === '' ? undefined : '0';
  if (Math.abs(value) < firstInexact) return undefined;
  return isSame(text, String(value)) ? undefined : JSON.stringify(value);
}

const mostShownChars = 40;

/** Why a number cannot be kept, in words that follow a colon; undefined for one that can. */
export function numberFault(text: string): string | undefined {
  const other = becomes(text);
  if (other === undefined) return undefined;
  const shown = text.length > mostShownChars ? `${text.slice(0, mostShownChars)}…` : text;
  return `the number ${shown} ${other === 'infinite' ? 'is larger than can be stored' : `would become ${other}`}; write it as text, in quotes`;
}
