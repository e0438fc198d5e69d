import { answersOf } from '../../statistics/aggregation.ts';
import { workerPairs } from '../../statistics/worker-pairs.ts';
import { possibleLabels } from '../sheet.ts';
import { meanOf, named } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** More workers are no picture: 40 have 780 pairs. */
const maxWorkers = 40;
/** With fewer items in common a kappa says nothing. */
const minItems = 5;

/** How far each pair of workers agrees, for those with the most answers, in the order of their first answers. */
export function pairsFigures(part: Part): Pictured<'pairs'> {
  const { matrix } = part;
  const most = matrix.workers
    .map((worker, at) => ({ worker, answers: answersOf(matrix, at) }))
    .sort((one, other) => other.answers - one.answers)
    .slice(0, maxWorkers);
  const listed = new Set(most.map(({ worker }) => worker));
  const pairs = workerPairs(matrix, { workers: listed, labels: possibleLabels(part.spec, part.matrix) });
  const kappas = pairs.flatMap(({ items, kappa }) => (items >= minItems && kappa.value !== null ? kappa.value : []));
  const few = `No two workers have a kappa on ${minItems} items or more that both answered.`;
  return {
    figures: [
      named('pairs', 'Pairs with an item in common', { value: pairs.length }),
      named(
        'same_answer',
        'Same answer, mean of pairs',
        meanOf(
          pairs.map(({ same, items }) => same / items),
          few,
        ),
      ),
      named('kappa', "Cohen's kappa, mean of pairs", meanOf(kappas, few)),
      named(
        'lowest',
        "Cohen's kappa, lowest pair",
        kappas.length > 0 ? { value: Math.min(...kappas) } : { value: null, why: few },
      ),
    ],
    picture: {
      workers: matrix.workers.filter((worker) => listed.has(worker)),
      workers_total: matrix.workers.length,
      pairs: pairs.map(({ kappa, ...pair }) => ({ ...pair, kappa: pair.items >= minItems ? kappa.value : null })),
    },
  };
}
