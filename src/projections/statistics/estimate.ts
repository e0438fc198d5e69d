import { type Figure, figure, type Interval, noFigure } from './figure.ts';
import { student975 } from './student.ts';

/** A figure with its standard error and its 95 % interval. */
export type Estimate = { value: number; standardError: Figure; interval: Figure<Interval> };

/** With fewer items an interval from a variance is too narrow. */
const minItems = 10;

/**
 * An estimate from the variance of a coefficient that is at most 1: its interval is that of Student's t with one degree of freedom less than
 * there are items, cut at 1 (Gwet 2014, section 5.4).
 */
export function estimateOf(value: number, variance: number, items: number): Estimate {
  const reason = unsure(variance, items);
  const standardError = reason ?? figure(Math.sqrt(variance));
  if (standardError.value === null) return { value, standardError, interval: standardError };
  const reach = student975(items - 1) * standardError.value;
  return {
    value,
    standardError,
    interval: figure({ low: Math.max(-1, value - reach), high: Math.min(1, value + reach) }),
  };
}

function unsure(variance: number, items: number): { value: null; why: string } | undefined {
  if (items < minItems)
    return noFigure(
      `There ${items === 1 ? 'is 1 item' : `are ${items} items`}; an interval needs at least ${minItems}.`,
    );
  // What is left of a variance of 0 by rounding.
  if (!(variance > 1e-15))
    return noFigure('The items do not differ in how far they agree, so it cannot be said how sure this figure is.');
  return undefined;
}
