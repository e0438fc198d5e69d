/** Without an exponent of three digits, or as many digits, no number is beyond all that can be stored. */
const couldBeTooLarge = /\d[eE]\+?\d{3}|\d{200}/;

/** Whether JSON has a number such as 1e400, which is read as infinite and would be written as null; false for what is no JSON. */
export function hasTooLargeNumber(json: string): boolean {
  if (!couldBeTooLarge.test(json)) return false;
  let found = false;
  try {
    JSON.parse(json, (_, value) => {
      if (value === Infinity || value === -Infinity) found = true;
      return value;
    });
  } catch {
    return false;
  }
  return found;
}
