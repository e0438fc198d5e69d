import { figure, noFigure } from '../../statistics/figure.ts';
import { partOfOthers } from '../../statistics/majority.ts';
import { pairedDifference } from '../../statistics/paired-difference.ts';
import { medianOf } from '../../statistics/quantiles.ts';
import { tallyOf } from '../../statistics/tally.ts';
import { trendOf } from '../../statistics/trend.ts';
import { ratingsOf } from '../sheet.ts';
import { named, orNull } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** In how many parts of equal size all answers are cut. */
const maxParts = 12;
/** Smaller parts say nothing. */
const minAnswers = 10;
/** Of workers with fewer answers there are no two halves. */
const minOfWorker = 10;

/** One answer: when, the how manieth of its worker, and how it agrees; NaN where that cannot be told. */
type Moment = { at: number; nth: number; worker: string; agree: number; right: number; seconds: number };

/** Agreement over the run (drift) and over the answers of each worker (fatigue). */
export function overTimeFigures(part: Part): Pictured<'over-time'> {
  const moments = momentsOf(part);
  const size = Math.max(minAnswers, Math.ceil(moments.length / maxParts));
  const parts = Array.from({ length: Math.ceil(moments.length / size) }, (_, at) =>
    moments.slice(at * size, (at + 1) * size),
  );
  const iso = (at: number | undefined) => new Date(at ?? 0).toISOString();
  const trend = (of: 'agree' | 'right') =>
    trendOf(
      parts.map((one) => {
        const known = one.map((moment) => moment[of]).filter((value) => !Number.isNaN(value));
        return { hits: known.reduce((sum, value) => sum + value, 0), of: known.length };
      }),
    );
  const agreeing = halves(moments, 'agree');
  const slower = halves(moments, 'seconds');
  const differences = (key: string, name: string, { value, ...rest }: ReturnType<typeof halves>) =>
    value === null
      ? named(key, name, noFigure((rest as { why: string }).why))
      : named(key, name, figure(value.mean), value.interval);
  return {
    figures: [
      named('drift', 'Trend of agreement over the run (z)', trend('agree')),
      named('drift_right', 'Trend of right answers over the run (z)', trend('right')),
      differences('fatigue', "Agreement in the second half of a worker's answers, less the first", agreeing),
      differences('pace', "Seconds in the second half of a worker's answers, less the first", slower),
    ],
    picture: {
      parts: parts.map((one) => ({ from: iso(one[0]?.at), to: iso(one.at(-1)?.at), ...summed(one) })),
      places: byPlace(moments).map(({ from, to, own }) => ({ from, to, ...summed(own) })),
    },
  };
}

function momentsOf({ sheet, spec, matrix, gold }: Part): Moment[] {
  const tally = tallyOf(matrix);
  const rowOf = new Map(matrix.items.map((item, row) => [item, row]));
  const codeOf = new Map(matrix.labels.map((label, code) => [label, code]));
  const given = new Map<string, number>();
  return ratingsOf(sheet, spec.key).map(({ item, worker, answer, place }) => {
    const own = sheet.answers[place]!;
    const before = given.get(worker) ?? 0;
    given.set(worker, before + 1);
    const row = rowOf.get(item)!;
    const known = gold.get(item);
    return {
      ...{ at: own.submitted, nth: before + 1, worker },
      agree: tally.total[row]! > 1 ? partOfOthers(tally, row, codeOf.get(answer)!) : Number.NaN,
      right: known === undefined ? Number.NaN : Number(known === answer),
      seconds: own.seconds ?? Number.NaN,
    };
  });
}

const numbersIn = (moments: readonly Moment[], of: 'agree' | 'right' | 'seconds') =>
  moments.map((moment) => moment[of]).filter((value) => !Number.isNaN(value));
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

const summed = (moments: readonly Moment[]) => ({
  answers: moments.length,
  agree: orNull(mean(numbersIn(moments, 'agree'))),
  right: orNull(mean(numbersIn(moments, 'right'))),
  seconds: orNull(medianOf(numbersIn(moments, 'seconds'))),
});

/** The first, the second, the third and fourth, the fifth to eighth answer of each worker, and so on. */
function byPlace(moments: readonly Moment[]) {
  const last = moments.reduce((most, { nth }) => Math.max(most, nth), 0);
  const found: { from: number; to: number; own: Moment[] }[] = [];
  for (let from = 1, to = 1; from <= last; from = to + 1, to = 2 * to) {
    const own = moments.filter(({ nth }) => from <= nth && nth <= to);
    found.push({ from, to: Math.min(to, last), own });
  }
  return found;
}

/** For workers with answers enough, how the mean of the second half differs from that of the first. */
function halves(moments: readonly Moment[], of: 'agree' | 'seconds') {
  const each = new Map<string, number[]>();
  for (const moment of moments) {
    if (Number.isNaN(moment[of])) continue;
    const own = each.get(moment.worker);
    if (own) own.push(moment[of]);
    else each.set(moment.worker, [moment[of]]);
  }
  const own = [...each.values()].filter(({ length }) => length >= minOfWorker);
  return pairedDifference(
    own.map((values) => {
      const half = Math.floor(values.length / 2);
      return mean(values.slice(-half)) - mean(values.slice(0, half));
    }),
  );
}
