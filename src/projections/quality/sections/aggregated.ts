import type { AggregatedItem } from '../../statistics/aggregation.ts';
import type { Figure } from '../../statistics/figure.ts';
import { figure } from '../../statistics/figure.ts';
import { aggregate } from '../aggregate.ts';
import type { Part } from './part.ts';

/** The aggregated answers of a part, under the name by which the study knows them. */
export function aggregatedOf({ matrix, method, spec, once }: Part): Figure<AggregatedItem[]> {
  const found = once(`${method} of ${spec.key}`, () => aggregate(matrix, method));
  return found.value === null ? found : figure(found.value.items);
}
