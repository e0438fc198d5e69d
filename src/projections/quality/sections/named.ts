import type { NamedFigure, Reference } from '../../../api/quality-sections.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { type Figure, figure, type Interval, noFigure } from '../../statistics/figure.ts';

/** A figure by its key, with its name and, where there is one, its interval. */
export const named = (key: string, name: string, value: Figure, interval?: Interval | null): NamedFigure => ({
  ...{ key, name, reference: null },
  figure: value,
  low: interval?.low ?? null,
  high: interval?.high ?? null,
});

/** These figures, which are held against this. */
export const against = (reference: Reference, figures: readonly NamedFigure[]): NamedFigure[] =>
  figures.map((one) => ({ ...one, reference }));

/** The same for an estimate. */
export const estimated = (key: string, name: string, { value, ...rest }: Figure<Estimate>): NamedFigure =>
  value === null
    ? named(key, name, noFigure((rest as { why: string }).why))
    : named(key, name, figure(value.value), value.interval.value);

/** A number that may be missing, as JSON has it. */
export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The mean of some numbers as a figure; without any there is this reason. */
export const meanOf = (values: readonly number[], why: string): Figure =>
  values.length === 0 ? noFigure(why) : figure(values.reduce((sum, one) => sum + one / values.length, 0));
