import { type Matrix, matrixOf, type Rating } from '../statistics/ratings.ts';
import { labelOf, toValue, type Value } from './answer-fields.ts';
import type { QualityConfig } from './quality-keys.ts';
import type { Asked, Column } from './questions.ts';

/** One answer that came in time, without what it says; times are in ms since 1970. */
export type Given = {
  unit: string;
  item: string;
  worker: string;
  /** Whether it counts for quality: answers that were rejected, also softly, do not. */
  counts: boolean;
  seconds: number | null;
  submitted: number;
  reviewed: number | null;
};

/** All answers of a scope, in the order in which they were given, with their fields as columns. */
export type Sheet = {
  /** Up to where in the log it tells. */
  sequence: number;
  runs: readonly string[];
  given: readonly Given[];
  /** The fields of the answers that count; each names its answers by their place in `given`. */
  columns: ReadonlyMap<string, Column>;
  questions: readonly Asked[];
  /** By run, what its config says of quality. */
  configs: ReadonlyMap<string, QualityConfig>;
  /** By item, the values of its data that configs name: known answers, and options to choose between. */
  data: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
};

/** The run that an item belongs to. */
export const runOf = (item: string): string => item.slice(0, item.lastIndexOf('.'));

/** The closed questions, whose answers can be compared. */
export const closedQuestions = ({ questions }: Sheet): Asked[] => questions.filter(({ closed }) => closed);

/** The answers to a question as ratings, in the order in which they were given. */
export function ratingsOf({ given, columns }: Sheet, key: string): Rating[] {
  const { at, values } = columns.get(key) ?? { at: [], values: [] };
  return at.flatMap((place, nth) => {
    const { item, worker } = given[place]!;
    const answer = labelOf(values[nth]!);
    return answer === undefined ? [] : { item, worker, answer };
  });
}

/**
 * The known answers to a question, by item, where the items' data has them. Where the config names one key for all questions, a
 * map under it has an answer for each, and a plain value is the answer to the first.
 */
export function goldOf(sheet: Sheet, key: string): Map<string, string> {
  const isFirst = closedQuestions(sheet)[0]?.key === key;
  const gold = new Map<string, string>();
  for (const [item, data] of sheet.data) {
    const named = sheet.configs.get(runOf(item))?.gold;
    if (named === undefined) continue;
    const place = typeof named === 'string' ? named : ownOf(named, key);
    const found = typeof place === 'string' ? data.get(place) : undefined;
    const value = typeof named === 'string' ? answerIn(found, key, isFirst) : toValue(found);
    const label = value === undefined ? undefined : labelOf(value);
    if (label !== undefined) gold.set(item, label);
  }
  return gold;
}

const ownOf = (map: Record<string, unknown>, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);

function answerIn(found: unknown, key: string, isFirst: boolean): Value | undefined {
  const isMap = typeof found === 'object' && found !== null && !Array.isArray(found);
  if (isMap && Object.hasOwn(found, key)) return toValue((found as Record<string, unknown>)[key]);
  return isFirst ? toValue(found) : undefined;
}

/** A sheet whose answers do not change any more, with what was computed from it so far. */
export type Study = {
  sheet: Sheet;
  /** The answers to a question in the form that figures are computed from. */
  matrixFor(key: string): Matrix;
  /** Computes something once; later it is remembered by its name. */
  once<Value>(name: string, compute: () => Value): Value;
};

/** Opens a sheet for figures. */
export function openStudy(sheet: Sheet): Study {
  const known = new Map<string, unknown>();
  function once<Value>(name: string, compute: () => Value): Value {
    if (!known.has(name)) known.set(name, compute());
    return known.get(name) as Value;
  }
  return { sheet, once, matrixFor: (key) => once(`matrix of ${key}`, () => matrixOf(ratingsOf(sheet, key))) };
}
