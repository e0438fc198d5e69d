import type { Aggregation } from '../../api/quality.ts';
import type { AggregatedItem, AggregatedWorker } from '../statistics/aggregation.ts';
import { dawidSkene } from '../statistics/dawid-skene.ts';
import { type Figure, figure, noFigure } from '../statistics/figure.ts';
import { glad } from '../statistics/glad.ts';
import { mace } from '../statistics/mace.ts';
import { majority } from '../statistics/majority.ts';
import { oneCoin } from '../statistics/one-coin.ts';
import type { Matrix } from '../statistics/ratings.ts';
import { wawa } from '../statistics/wawa.ts';

/** A method to aggregate the answers to each item into one. */
export type Method = Aggregation;

/** How labels came about: the version changes whenever a method would give other labels for the same answers. */
type How = { method: Method; version: number; variant: string | null; notes: string[] };

/** One label for each item, the reliability of each worker, and how they came about. */
export type Aggregated = { items: AggregatedItem[]; workers: AggregatedWorker[]; how: How };

/** A fixed seed: the same answers always give the same figures. */
export const seed = 1;

/** Raised with each change after which a method gives other labels for the same answers. */
export const methodVersions: Readonly<Record<Method, number>> = {
  majority: 1,
  wawa: 1,
  'one-coin': 1,
  'dawid-skene': 2,
  mace: 2,
  glad: 2,
};

type Found = Omit<Aggregated, 'how'> & {
  converged?: boolean;
  variant?: string;
  answersPerRate?: number;
  answersPerItem?: number;
};

/** Aggregates the answers to each item; the result has a reason if the method cannot. */
export function aggregate(matrix: Matrix, method: Method): Figure<Aggregated> {
  if (matrix.items.length === 0) return noFigure('There are no answers yet.');
  const found = fitted(matrix, method);
  if (found.value === null) return found;
  const { items, workers, variant = null } = found.value;
  return figure({
    items,
    workers,
    how: { method, version: methodVersions[method], variant, notes: notesOn(found.value) },
  });
}

function fitted(matrix: Matrix, method: Method): Figure<Found> {
  if (method === 'dawid-skene') return dawidSkene(matrix);
  if (method === 'one-coin') return oneCoin(matrix);
  if (method === 'wawa') return wawa(matrix);
  if (method === 'mace') return mace(matrix);
  return method === 'glad' ? glad(matrix) : figure(majority(matrix));
}

/** What a reader must know who relies on the labels. */
function notesOn({ converged = true, variant, answersPerRate = 0, answersPerItem = 0 }: Found): string[] {
  const few = (count: number) => count.toFixed(count < 10 ? 1 : 0);
  const given = `With ${few(answersPerItem)} answers to each item, and ${few(answersPerRate)} for each worker and label,`;
  return [
    ...(variant === 'smoothed'
      ? [
          `${given} error rates of workers cannot be told from chance; they are smoothed by how often the worker is right.`,
        ]
      : []),
    ...(variant === 'unsmoothed' ? [`${given} error rates are taken from each worker's answers alone.`] : []),
    ...(converged ? [] : ['The model had not come to rest in the rounds it has, so some labels may still change.']),
  ];
}

/** The share of gold items whose aggregated label is right; in a tie of n labels, the right one counts 1/n. */
export function shareOfRight(items: readonly AggregatedItem[], gold: ReadonlyMap<string, string>): Figure {
  let known = 0;
  let right = 0;
  for (const { item, label, tied } of items) {
    const answer = gold.get(item);
    if (answer === undefined) continue;
    known++;
    if (tied.length > 0) right += tied.includes(answer) ? 1 / tied.length : 0;
    else right += Number(label === answer);
  }
  return known === 0 ? noFigure('No item with a known answer has been answered yet.') : figure(right / known);
}
