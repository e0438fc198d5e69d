import type { NamedFigure } from './quality-sections.ts';

/** One figure of two sides; a side that does not have it is undefined. */
export type PairedFigure = { key: string; name: string; one?: NamedFigure; other?: NamedFigure };

type Side = { figures: readonly NamedFigure[] } | null | undefined;

/** Figures are the same only if they are held against the same. */
const keyOf = ({ key, reference }: NamedFigure) => (reference === null ? key : `${key} ${reference}`);

/** Every figure that either side has, in the order of the first side; figures that are held against something else are not the same. */
export function pairedFigures(one: Side, other: Side): PairedFigure[] {
  const found = new Map<string, PairedFigure>();
  for (const [side, figures] of [
    ['one', one?.figures ?? []],
    ['other', other?.figures ?? []],
  ] as const)
    for (const figure of figures) {
      const key = keyOf(figure);
      found.set(key, { ...(found.get(key) ?? { key, name: figure.name }), [side]: figure });
    }
  return [...found.values()];
}

/** What a reader must know who compares the sides: that some figures stand alone since their references differ. */
export function referencesText(pairs: readonly PairedFigure[]): string | undefined {
  const isAlone = ({ one, other }: PairedFigure) =>
    (one === undefined) !== (other === undefined) && (one ?? other)?.reference !== null;
  const alone = pairs.filter(isAlone).map(({ one, other }) => (one ?? other)!);
  const keys = new Set(alone.map(({ key }) => key));
  return keys.size < alone.length
    ? 'Some figures are held against known answers in one run and not in the other. They cannot be compared, so each has a row of its own.'
    : undefined;
}
