import { labelOf, toValue } from '../../actors/answer-fields.ts';
import { type Matrix, matrixOf, type Rating } from '../statistics/ratings.ts';
import type { FinalAnswer } from '../units/final-answers.ts';
import { optionOf, type PairReader, pairReader } from './pairs.ts';
import type { QualityConfig } from './quality-keys.ts';
import type { Column, QuestionSpec } from './questions.ts';

/** One answer that arrived in time, without its content; times are in ms since 1970. */
export type SheetAnswer = {
  unit: string;
  item: string;
  worker: string;
  /** Whether it counts for quality: rejected and soft-rejected answers do not. */
  counts: boolean;
  seconds: number | null;
  submitted: number;
  reviewed: number | null;
  /** How often something was pasted; null if the page did not count it. */
  pastes: number | null;
};

/** An answer to a gold unit: what it says to each question, what is known to be right, and how the unit was judged. */
export type GoldAnswer = {
  worker: string;
  /** Whether the answer to each question is right, as far as that is known. */
  right: ReadonlyMap<string, boolean>;
  /** How the unit was judged. */
  correct: boolean | null;
};

/** All answers of a scope to its data in the order of submission, with their fields as columns; those to gold units apart. */
export type Sheet = {
  /** The log position up to which it is projected. */
  sequence: number;
  runs: readonly string[];
  answers: readonly SheetAnswer[];
  golds: readonly GoldAnswer[];
  /** By worker, why rules of the runs flagged them. */
  flags: ReadonlyMap<string, readonly string[]>;
  /** The fields of the answers that count; each refers to its answers by their index in `answers`. */
  columns: ReadonlyMap<string, Column>;
  questions: readonly QuestionSpec[];
  /** The quality section of each run's config. */
  configs: ReadonlyMap<string, QualityConfig>;
  /** By item, the values of its data that configs name: gold answers, and the options of pairwise questions. */
  data: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  /** By item, its final answer where a reviewer settled it. */
  finals: ReadonlyMap<string, FinalAnswer>;
};

/** The run that an item belongs to. */
export const runOf = (item: string): string => item.slice(0, item.lastIndexOf('.'));

/** The closed questions, whose answers can be compared. */
export const closedQuestions = ({ questions }: Sheet): QuestionSpec[] => questions.filter(({ closed }) => closed);

/** How a question's answers are read in each item, if it is a pairwise one. */
export function readerOf(sheet: Sheet, key: string): PairReader | undefined {
  const spec = sheet.questions.find((one) => one.key === key);
  return spec && pairReader(sheet, spec);
}

/** The answers to a question as ratings, each with its place in `answers`, in the order of submission; those to a pairwise question are sides. */
export function ratingsOf(sheet: Sheet, key: string): (Rating & { place: number })[] {
  const { at, values } = sheet.columns.get(key) ?? { at: [], values: [] };
  const reader = readerOf(sheet, key);
  return at.flatMap((place, nth) => {
    const { item, worker } = sheet.answers[place]!;
    const label = labelOf(values[nth]!);
    const answer = label === undefined || !reader ? label : reader.labelOf(item, label);
    return answer === undefined ? [] : { item, worker, answer, place };
  });
}

/** All labels of a question in their declared order; the sides of a pairwise one. */
function orderOf({ questions }: Sheet, key: string): readonly string[] {
  const spec = questions.find((one) => one.key === key);
  return spec ? declaredLabels(spec) : [];
}

type Declared = Pick<QuestionSpec, 'offered' | 'pairwise'>;

const declaredLabels = ({ offered = [], pairwise }: Declared): readonly string[] =>
  pairwise ? ['left', 'right'] : offered;

/** Every label that could be given to a question: those declared, or the sides of a pair, then others that were given. */
export const possibleLabels = (spec: Declared, { labels }: Pick<Matrix, 'labels'>): string[] => [
  ...new Set([...declaredLabels(spec), ...labels]),
];

/**
 * The gold answers to a question, by item. If the config names one key for all questions, the data has a map under it with an
 * answer for each question, or the answer to the first. That to a pairwise question is a side, as its answers are.
 */
export function goldOf(sheet: Sheet, key: string): Map<string, string> {
  const reader = readerOf(sheet, key);
  const isFirst = closedQuestions(sheet)[0]?.key === key;
  const gold = new Map<string, string>();
  for (const [item, data] of sheet.data) {
    const named = sheet.configs.get(runOf(item))?.gold;
    if (named === undefined) continue;
    const place = typeof named === 'string' ? named : ownOf(named, key);
    const found = typeof place === 'string' ? data.get(place) : undefined;
    const given = typeof named === 'string' ? answerIn(found, key, isFirst) : found;
    const label = reader ? reader.labelOf(item, optionOf(given) ?? '') : goldLabel(given);
    if (label) gold.set(item, label);
  }
  return gold;
}

const ownOf = (map: Record<string, unknown>, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);

function goldLabel(given: unknown): string | undefined {
  const value = toValue(given);
  return value === undefined ? undefined : labelOf(value);
}

function answerIn(found: unknown, key: string, isFirst: boolean): unknown {
  const isMap = typeof found === 'object' && found !== null && !Array.isArray(found);
  if (isMap && Object.hasOwn(found, key)) return (found as Record<string, unknown>)[key];
  return isFirst ? found : undefined;
}

/** A sheet with cached computations. */
export type Study = {
  sheet: Sheet;
  /** The answers to a question as a matrix, from which figures are computed. */
  matrixFor(key: string): Matrix;
  /** Computes a value once, and caches it under its name. */
  once<Value>(name: string, compute: () => Value): Value;
};

/** Opens a cache for a sheet. */
export function openStudy(sheet: Sheet): Study {
  const known = new Map<string, unknown>();
  function once<Value>(name: string, compute: () => Value): Value {
    if (!known.has(name)) known.set(name, compute());
    return known.get(name) as Value;
  }
  return {
    sheet,
    once,
    matrixFor: (key) => once(`matrix of ${key}`, () => matrixOf(ratingsOf(sheet, key), orderOf(sheet, key))),
  };
}
