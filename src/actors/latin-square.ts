/**
 * All orders of so many conditions, numbered from 0, that balance each other: each condition is at each place equally often, and each
 * follows each other one equally often. That is Williams' square, with as many orders as conditions, or twice as many where they are odd.
 */
export function balancedOrders(conditions: number): number[][] {
  const zigzag = Array.from({ length: conditions }, (_, place) =>
    place % 2 === 1 ? (place + 1) / 2 : (conditions - place / 2) % conditions,
  );
  const square = zigzag.map((_, shift) => zigzag.map((condition) => (condition + shift) % conditions));
  return conditions % 2 === 0 ? square : [...square, ...square.map((order) => order.toReversed())];
}
