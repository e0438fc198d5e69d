/** The last number from `low` on, and below `high`, for which a question holds that holds up to some number and not after it; `low` is not asked. */
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
