import { binomialTail } from './binomial.ts';
import { type Figure, figure, type Interval, noFigure } from './figure.ts';
import { wilson } from './wilson.ts';

/** A choice between two options as they were shown; `tie` is the answer that neither is better. */
export type Comparison = { left: string; right: string; chose: 'left' | 'right' | 'tie' };

/** How often each side was chosen; `share` is that of the left one without ties, `chance` how probable a share as far from a half is. */
export type PositionBias = {
  left: number;
  right: number;
  ties: number;
  share: Figure;
  interval: Figure<Interval>;
  chance: Figure;
};

const minChoices = 6;

/**
 * Whether one side is chosen more often than the other, whatever it shows: the exact two-sided sign test (Arbuthnott 1710). For 9 of 10 its
 * probability is .0215, for 10 of 10 .00195. It means something where options are shown on either side alike.
 */
export function positionBias(comparisons: readonly Comparison[]): PositionBias {
  const counts = { left: 0, right: 0, tie: 0 };
  for (const { chose } of comparisons) counts[chose]++;
  const { left, right, tie } = counts;
  const decided = left + right;
  if (decided < minChoices) {
    const why = noFigure(
      `Only ${decided === 1 ? '1 choice was' : `${decided} choices were`} not a tie; to tell a side from chance needs at least ${minChoices}.`,
    );
    return { left, right, ties: tie, share: why, interval: why, chance: why };
  }
  const chance = Math.min(1, 2 * binomialTail(Math.max(left, right), decided, 0.5));
  return {
    left,
    right,
    ties: tie,
    share: figure(left / decided),
    interval: figure(wilson(left, decided)),
    chance: figure(chance),
  };
}
