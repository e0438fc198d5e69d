/** The last number below `high` for which `holds` is true, given that it is true up to some number and false after it; `low` counts as true. */
export async function lastHolding(
  low: number,
  high: number,
  holds: (number: number) => Promise<boolean>,
): Promise<number> {
  let last = low;
  let beyond = high;
  while (beyond - last > 1) {
    const middle = Math.floor((last + beyond) / 2);
    if (await holds(middle)) last = middle;
    else beyond = middle;
  }
  return last;
}
