import { quantile, range } from './figures.ts';

/** What was measured of one daemon and of the other in the same round. */
export type Pair<Round> = readonly [Round, Round];

/**
 * Measures two daemons in short rounds, each of one and then of the other: a machine that slows down for a while then slows both.
 * The first of two has the quieter machine or the busier one, so they take turns in that as well.
 */
export async function sideBySide<Round>(
  rounds: number,
  [one, other]: Pair<() => Promise<Round>>,
  says: (pair: Pair<Round>) => string,
): Promise<Pair<Round>[]> {
  const pairs: Pair<Round>[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = round % 2 === 0 ? await one() : undefined;
    const second = await other();
    const pair = [before ?? (await one()), second] as const;
    pairs.push(pair);
    console.log(`  round ${round + 1} of ${rounds}: ${says(pair)}`);
  }
  return pairs;
}

/** The columns of `pairedRow`. */
export const pairedHead = (one: string, other: string): string[] => ['', one, other, 'ratio', 'half of the ratios'];

type RowSettings = { digits?: number; ratio?: (one: number, other: number) => number };

/** A row for a table: a figure of both, median and range over the rounds, and their ratio, that of one to the other unless told. */
export function pairedRow(
  name: string,
  pairs: readonly Pair<number>[],
  { digits = 0, ratio = (one, other) => one / other }: RowSettings = {},
): string[] {
  const ratios = pairs.map(([one, other]) => ratio(one, other));
  const sorted = ratios.toSorted((a, b) => a - b);
  const half = [0.25, 0.75].map((at) => quantile(sorted, at).toFixed(2)).join('–');
  const figures = ([0, 1] as const).map((at) => pairs.map((pair) => pair[at]));
  return [name, ...figures.map((of) => range(of, digits)), range(ratios, 2), half];
}
