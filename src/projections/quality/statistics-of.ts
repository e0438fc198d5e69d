import type { z } from 'zod';
import { labelOf, type Value } from '../../actors/answer-fields.ts';
import type { statistics } from '../../api/quality.ts';
import { countsOf, histogramOf } from '../statistics/histogram.ts';
import { medianOf } from '../statistics/quantiles.ts';
import { toReply } from './quality-of.ts';
import { optionsOf, type QuestionSpec } from './questions.ts';
import type { Sheet, SheetAnswer } from './sheet.ts';

export type Statistics = Omit<z.input<typeof statistics.reply>, 'sequence'>;

/** Limits of the reply: labels of a question, workers, and points in time. */
const maxLabels = 200;
const maxWorkers = 200;
const maxPoints = 60;

/** Descriptive statistics: histograms, progress, time per unit, answers per worker. */
export function statisticsOf(sheet: Sheet): Statistics {
  const { answers } = sheet;
  const seconds = secondsOf(answers);
  const workers = workersOf(answers);
  return {
    questions: sheet.questions.map((question) => ({
      ...toReply(question),
      ...distributionOf(question, sheet.columns.get(question.key)?.values ?? []),
    })),
    progress: progressOf(answers),
    seconds: { median: orNull(medianOf(seconds)), bins: histogramOf(seconds) },
    workers: workers.slice(0, maxWorkers),
    workers_total: workers.length,
  };
}

const orNull = (number: number) => (Number.isNaN(number) ? null : number);
const secondsOf = (answers: readonly SheetAnswer[]) => answers.flatMap(({ seconds }) => seconds ?? []);

function distributionOf({ kind, closed, offered = [], shown }: QuestionSpec, values: readonly Value[]) {
  if (kind === 'file') return { labels: null, bins: null };
  if (kind === 'number') return { labels: null, bins: histogramOf(values.map(Number)) };
  if (!closed && kind !== 'choices') return { labels: null, bins: histogramOf(values.map(lengthOf)) };
  const counts = countsOf(values.flatMap(optionsOf)).map(({ value, count }) => ({ label: value, count }));
  const unseen = offered.filter((label) => !counts.some((one) => one.label === label));
  const labels = [...counts, ...unseen.map((label) => ({ label, count: 0 }))].slice(0, maxLabels);
  return { labels: shown ? labels.map((one) => ({ ...one, shown: shown.get(one.label) })) : labels, bins: null };
}

const lengthOf = (value: Value): number =>
  typeof value === 'object' && 'characters' in value ? value.characters : (labelOf(value) ?? '').length;

function workersOf(answers: readonly SheetAnswer[]): Statistics['workers'] {
  const each = new Map<string, SheetAnswer[]>();
  for (const one of answers) {
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

/** Cumulative submissions and reviews at the end of each of up to 60 equal intervals. */
function progressOf(answers: readonly SheetAnswer[]): Statistics['progress'] {
  if (answers.length === 0) return [];
  const submitted = Float64Array.from(answers, (one) => one.submitted).sort();
  const reviewed = Float64Array.from(answers.flatMap((one) => one.reviewed ?? [])).sort();
  const first = submitted[0]!;
  const last = Math.max(submitted.at(-1)!, reviewed.at(-1) ?? first);
  const count = last === first ? 1 : maxPoints;
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
