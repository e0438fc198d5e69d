import { type Evidence, percent } from './evidence.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import { medianOf, quantile, quartilesOf } from './quantiles.ts';

/** How long one unit took somebody, in ms. */
type UnitTime = { worker: string; ms: number };

/** How long units took one person, in ms; `fast` counts those below `bound`. */
type WorkerTimes = {
  worker: string;
  units: number;
  lower: number;
  median: number;
  upper: number;
  bound: Figure;
  fast: number;
};

/** Somebody many of whose units took less time than `bound`, in ms. */
type FastWork = Evidence & { worker: string; fast: number; units: number; median: number; bound: number };

const minOthers = 3;
const minFastUnits = 3;
const minFastShare = 0.1;

/**
 * The times of each worker, and the bound below which a unit was suspiciously fast: a third of what is usual among the others, or
 * less where they differ much. What is usual is the median of the other workers' medians, so that nobody counts twice; "less" is two
 * robust standard deviations (1.4826 × the median distance from the median) below it, on the log scale (Rousseeuw and Croux 1993 on that distance).
 */
export function timesOfWorkers(times: readonly UnitTime[]): WorkerTimes[] {
  const each = new Map<string, number[]>();
  for (const { worker, ms } of times) {
    const own = each.get(worker);
    if (own) own.push(ms);
    else each.set(worker, [ms]);
  }
  const workers = [...each].map(([worker, own]) => ({ worker, own, ...quartilesOf(own) }));
  const logs = Float64Array.from(workers, ({ median }) => Math.log(Math.max(1, median))).sort();
  return workers.map(({ worker, own, lower, median, upper }) => {
    const bound = boundOf(logs, Math.log(Math.max(1, median)));
    const limit = bound.value ?? 0;
    return { worker, units: own.length, lower, median, upper, bound, fast: own.filter((ms) => ms < limit).length };
  });
}

/** Workers of whom three units or more, and a tenth or more, were suspiciously fast; the largest share first. */
export function fastWork(times: readonly WorkerTimes[]): FastWork[] {
  return times
    .flatMap(({ worker, units, median, bound, fast }): FastWork[] => {
      if (bound.value === null || fast < minFastUnits || fast < minFastShare * units) return [];
      const usual = `less than ${seconds(bound.value)}, where others usually take at least ${seconds(3 * bound.value)}`;
      const sentence = `${fast} of ${worker}'s ${units} units (${percent(fast / units)}) took ${usual}.`;
      return [{ workers: [worker], worker, fast, units, median, bound: bound.value, sentence }];
    })
    .sort((one, other) => other.fast / other.units - one.fast / one.units);
}

/** The bound in ms from the sorted logarithms of all medians, without one's own. */
function boundOf(logs: Float64Array, own: number): Figure {
  const at = logs.indexOf(own);
  const others = logs.filter((_, place) => place !== at);
  if (others.length < minOthers)
    return noFigure(`Fewer than ${minOthers} other people have worked yet, so nobody can say what is fast.`);
  const usual = quantile(others, 0.5);
  const spread = 1.4826 * medianOf(others.map((log) => Math.abs(log - usual)));
  return figure(Math.exp(usual - Math.max(Math.log(3), 2 * spread)));
}

const seconds = (ms: number): string => (ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);
