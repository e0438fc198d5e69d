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

/** One label for each item, and the reliability of each worker. */
export type Aggregated = { items: AggregatedItem[]; workers: AggregatedWorker[] };

/** A fixed seed: the same answers always give the same figures. */
export const seed = 1;

/** Aggregates the answers to each item; the result has a reason if the method cannot. */
export function aggregate(matrix: Matrix, method: Method): Figure<Aggregated> {
  if (matrix.items.length === 0) return noFigure('There are no answers yet.');
  if (method === 'dawid-skene') return dawidSkene(matrix);
  if (method === 'one-coin') return oneCoin(matrix);
  if (method === 'wawa') return wawa(matrix);
  if (method === 'mace') return mace(matrix, { seed });
  return method === 'glad' ? glad(matrix) : figure(majority(matrix));
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
