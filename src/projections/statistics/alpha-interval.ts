import { allTheSame, alphaMeter } from './alpha.ts';
import { comparable, type Level } from './disagreement.ts';
import { type Figure, figure, type Interval, noFigure } from './figure.ts';
import { quantile } from './quantiles.ts';
import type { Matrix } from './ratings.ts';
import { seeded } from './seeded.ts';

/** How an interval is drawn: the same seed gives the same interval. */
type Resampling = { seed: number; resamples?: number };

const minItems = 5;

/**
 * The 95 % interval of alpha by the percentile bootstrap over items (Efron and Tibshirani 1993): items are drawn
 * with replacement, with all their answers, 1000 times by default. Draws in which nothing varies have no alpha and
 * are left out; if they are more than a twentieth, there is no interval, and with fewer than five items neither.
 */
export function alphaInterval(matrix: Matrix, level: Level, { seed, resamples = 1000 }: Resampling): Figure<Interval> {
  const data = comparable(matrix, level);
  if (data.value === null) return data;
  const items = data.value.total.length;
  if (items < minItems)
    return noFigure(
      `Only ${items === 1 ? '1 item has' : `${items} items have`} two answers or more; an interval needs at least ${minItems}.`,
    );
  const alphaOf = alphaMeter(data.value);
  const times = new Int32Array(items);
  if (Number.isNaN(alphaOf(times.fill(1)))) return noFigure(allTheSame);

  const random = seeded(seed);
  const drawn: number[] = [];
  for (let round = 0; round < resamples; round++) {
    times.fill(0);
    for (let draw = 0; draw < items; draw++) times[Math.floor(random() * items)]!++;
    const alpha = alphaOf(times);
    if (!Number.isNaN(alpha)) drawn.push(alpha);
  }
  if (drawn.length < 0.95 * resamples)
    return noFigure('Too few items were answered differently from the rest to say how sure this figure is.');
  const sorted = Float64Array.from(drawn).sort();
  return figure({ low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) });
}
