import { centralNumbers, centralOf } from '../../statistics/central-numbers.ts';
import type { NumberPair } from '../../statistics/correlation.ts';
import { figure, noFigure } from '../../statistics/figure.ts';
import { numberErrors } from '../../statistics/number-errors.ts';
import { numberIn } from '../../statistics/numbers.ts';
import { medianOf } from '../../statistics/quantiles.ts';
import { against, named, orNull } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** At most this many rows of each table: the items that are spread the most, the workers who are off the most. */
const maxItems = 500;
const maxWorkers = 500;

const noNumbers = 'No numbers have been given yet.';

/** Mean and median, and how far numbers are from known ones or else from the median of the others. */
export function numbersFigures({ matrix, gold }: Part): Pictured<'numbers'> {
  const numbers = matrix.labels.map(numberIn);
  const known = new Map(
    [...gold].flatMap(([item, label]) => (Number.isNaN(numberIn(label)) ? [] : [[item, numberIn(label)] as const])),
  );
  const items = centralNumbers(matrix);
  const reference = items.some(({ item }) => known.has(item)) ? 'gold' : 'others';
  const pairs = pairsByWorker();
  const all = pairs.flat();
  const errors = numberErrors(all);
  const whole = centralOf(Array.from(matrix.label, (code) => numbers[code]!).filter((value) => !Number.isNaN(value)));
  const orWhy = (value: number) => (whole.answers > 0 ? figure(value) : noFigure(noNumbers));
  const what = reference === 'gold' ? 'the known answer' : 'the median of the others';
  const ofItems = (of: 'mean' | 'median') =>
    numberErrors(items.flatMap((one): NumberPair[] => (known.has(one.item) ? [[one[of], known.get(one.item)!]] : [])));

  return {
    figures: [
      named('mean', 'Mean', orWhy(whole.mean)),
      named('median', 'Median', orWhy(whole.median)),
      ...against(reference, [
        named('mae', `Mean error of an answer (MAE), from ${what}`, errors.mae),
        named('rmse', `Root mean square error (RMSE), from ${what}`, errors.rmse),
        named('bias', `Bias, from ${what}`, errors.bias),
        named('pearson', `Correlation with ${what} (Pearson)`, errors.pearson),
        named('spearman', `Correlation of ranks with ${what} (Spearman)`, errors.spearman),
        ...(reference === 'gold'
          ? [
              named('mae_of_means', 'Mean error of the means of items (MAE)', ofItems('mean').mae),
              named('mae_of_medians', 'Mean error of the medians of items (MAE)', ofItems('median').mae),
            ]
          : []),
      ]),
    ],
    picture: {
      reference,
      items: items
        .toSorted((one, other) => (other.deviation || 0) - (one.deviation || 0))
        .slice(0, maxItems)
        .map((one) => ({ ...one, deviation: orNull(one.deviation), gold: known.get(one.item) ?? null })),
      items_total: items.length,
      workers: matrix.workers
        .map((worker, at) => {
          const { pairs: answers, mae, rmse, bias, pearson } = numberErrors(pairs[at]!);
          return { worker, answers, mae: mae.value, rmse: rmse.value, bias: bias.value, pearson: pearson.value };
        })
        .filter(({ answers }) => answers > 0)
        .sort((one, other) => (other.mae ?? 0) - (one.mae ?? 0))
        .slice(0, maxWorkers),
    },
  };

  /** For each worker, every number with what it is held against. */
  function pairsByWorker(): NumberPair[][] {
    const { item, itemStart, label, workerStart, byWorker, workers } = matrix;
    return workers.map((_, worker) =>
      Array.from(byWorker.subarray(workerStart[worker]!, workerStart[worker + 1]!)).flatMap((at): NumberPair[] => {
        const own = numbers[label[at]!]!;
        if (Number.isNaN(own)) return [];
        const right = reference === 'gold' ? known.get(matrix.items[item[at]!]!) : medianOfOthers(at);
        return right === undefined ? [] : [[own, right]];
      }),
    );

    function medianOfOthers(at: number): number | undefined {
      const others: number[] = [];
      for (let place = itemStart[item[at]!]!; place < itemStart[item[at]! + 1]!; place++)
        if (place !== at && !Number.isNaN(numbers[label[place]!]!)) others.push(numbers[label[place]!]!);
      return others.length > 0 ? medianOf(others) : undefined;
    }
  }
}
