import type { AggregatedItem, AggregatedWorker } from '../statistics/aggregation.ts';
import { dawidSkene } from '../statistics/dawid-skene.ts';
import { type Figure, figure, noFigure } from '../statistics/figure.ts';
import { glad } from '../statistics/glad.ts';
import { mace } from '../statistics/mace.ts';
import { majority } from '../statistics/majority.ts';
import type { Matrix } from '../statistics/ratings.ts';

/** A way to bring the answers to each item together into one. */
export type Method = 'majority' | 'dawid-skene' | 'mace' | 'glad';

/** One answer for each item, and how far each worker is to be relied on. */
export type Aggregated = { items: AggregatedItem[]; workers: AggregatedWorker[] };

/** The same answers shall always come to the same figures. */
export const seed = 1;

/** Brings the answers to each item together, or says why that cannot be done this way. */
export function aggregate(matrix: Matrix, method: Method): Figure<Aggregated> {
  if (matrix.items.length === 0) return noFigure('There are no answers yet.');
  if (method === 'dawid-skene') return dawidSkene(matrix);
  if (method === 'mace') return mace(matrix, { seed });
  return method === 'glad' ? glad(matrix) : figure(majority(matrix));
}

/** The share of items with a known answer that came out right; where several labels are tied, each counts its part. */
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
