import type { z } from 'zod';
import type { statistics } from '../../api/quality.ts';
import { countsOf, histogramOf } from '../statistics/histogram.ts';
import { medianOf } from '../statistics/quantiles.ts';
import { labelOf, type Value } from './answer-fields.ts';
import { shown } from './quality-of.ts';
import { type Asked, optionsOf } from './questions.ts';
import type { Given, Sheet } from './sheet.ts';

export type Statistics = Omit<z.input<typeof statistics.reply>, 'sequence'>;

/** So many labels of a question, workers and points in time are told. */
const mostLabels = 200;
const mostWorkers = 200;
const stretches = 60;

/** What the answers and the work look like in numbers: histograms, progress, time per unit, who did how much. */
export function statisticsOf(sheet: Sheet): Statistics {
  const { given } = sheet;
  const seconds = secondsOf(given);
  const workers = workersOf(given);
  return {
    questions: sheet.questions.map((asked) => ({
      ...shown(asked),
      ...spreadOf(asked, sheet.columns.get(asked.key)?.values ?? []),
    })),
    progress: progressOf(given),
    seconds: { median: orNull(medianOf(seconds)), bins: histogramOf(seconds) },
    workers: workers.slice(0, mostWorkers),
    workers_total: workers.length,
  };
}

const orNull = (number: number) => (Number.isNaN(number) ? null : number);
const secondsOf = (given: readonly Given[]) => given.flatMap(({ seconds }) => seconds ?? []);

function spreadOf({ kind, closed, offered = [] }: Asked, values: readonly Value[]) {
  if (kind === 'file') return { labels: null, bins: null };
  if (kind === 'number') return { labels: null, bins: histogramOf(values.map(Number)) };
  if (!closed && kind !== 'choices') return { labels: null, bins: histogramOf(values.map(lengthOf)) };
  const counts = countsOf(values.flatMap(optionsOf)).map(({ value, count }) => ({ label: value, count }));
  const unseen = offered.filter((label) => !counts.some((one) => one.label === label));
  return { labels: [...counts, ...unseen.map((label) => ({ label, count: 0 }))].slice(0, mostLabels), bins: null };
}

const lengthOf = (value: Value): number =>
  typeof value === 'object' && 'characters' in value ? value.characters : (labelOf(value) ?? '').length;

function workersOf(given: readonly Given[]): Statistics['workers'] {
  const each = new Map<string, Given[]>();
  for (const one of given) {
    const own = each.get(one.worker);
    if (own) own.push(one);
    else each.set(one.worker, [one]);
  }
  return [...each]
    .map(([worker, own]) => ({
      worker,
      submitted: own.length,
      median_seconds: orNull(medianOf(secondsOf(own))),
    }))
    .sort((one, other) => other.submitted - one.submitted);
}

/** How many were handed in and reviewed, all told, at the end of each of up to 60 equal stretches of time. */
function progressOf(given: readonly Given[]): Statistics['progress'] {
  if (given.length === 0) return [];
  const submitted = Float64Array.from(given, (one) => one.submitted).sort();
  const reviewed = Float64Array.from(given.flatMap((one) => one.reviewed ?? [])).sort();
  const first = submitted[0]!;
  const last = Math.max(submitted.at(-1)!, reviewed.at(-1) ?? first);
  const count = last === first ? 1 : stretches;
  const upTo = (times: Float64Array, at: number) => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return Array.from({ length: count }, (_, stretch) => {
    const at = stretch === count - 1 ? last : Math.round(first + ((last - first) * (stretch + 1)) / count);
    return { at: new Date(at).toISOString(), submitted: upTo(submitted, at), reviewed: upTo(reviewed, at) };
  });
}
