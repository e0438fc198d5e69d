/** A figure, or a plain sentence that says why there is none. */
export type Figure<Value = number> = { value: Value } | { value: null; why: string };

/** The two ends of an interval. */
export type Interval = { low: number; high: number };

/** A figure that could be computed; a number that is not finite gives the reason instead, since nothing can be made of it. */
export const figure = <Value>(value: Value): Figure<Value> =>
  typeof value === 'number' && !Number.isFinite(value)
    ? noFigure('The numbers are too large, or too far apart, to compute this figure from them.')
    : { value };

/** The place of a figure that could not be computed, and why; `why` is a sentence. */
export const noFigure = (why: string): { value: null; why: string } => ({ value: null, why });
