import { labelOf, toValue, trimmed, type Value } from '../../actors/answer-fields.ts';
import type { Column, QuestionSpec } from './questions.ts';

/** A side of a choice between two, as it stands in figures. */
export type Side = 'left' | 'right';

/** The names of the two options that an item shows; undefined where its data has none. */
type Pair = Record<Side, string | undefined>;

/** The name of an option as the item's data has it, at any length. */
export function optionOf(value: unknown): string | undefined {
  if (typeof value === 'string') return trimmed(value);
  const short = toValue(value);
  return short === undefined ? undefined : labelOf(short);
}

/** The options that an item shows. */
export function pairOf(data: ReadonlyMap<string, unknown> | undefined, keys: Record<Side, string>): Pair {
  return { left: optionOf(data?.get(keys.left)), right: optionOf(data?.get(keys.right)) };
}

/** The side that an answer chooses: by the name of its option, by the key of the data that holds it, or as `left` or `right`. */
export function sideIn({ left, right }: Pair, keys: Record<Side, string>, answer: string): Side | undefined {
  if (left !== right && answer === left) return 'left';
  if (left !== right && answer === right) return 'right';
  if (answer === keys.left || answer === 'left') return 'left';
  return answer === keys.right || answer === 'right' ? 'right' : undefined;
}

/** A long text is kept only where it names an option of the item, as the string that the data has. */
export function namedOption(
  value: Value,
  data: ReadonlyMap<string, unknown> | undefined,
  keys: Record<Side, string>,
): Value {
  if (typeof value !== 'string') return value;
  const { left, right } = pairOf(data, keys);
  if (value === left) return left;
  return value === right ? right : (toValue(value) ?? value);
}

/** How the answers to a pairwise question are read in each item. */
export type PairReader = {
  /** The label of an answer: its side; an answer that chooses no option, such as a tie, itself; none for the name of an option that the item does not show. */
  labelOf(item: string, answer: string): string | undefined;
  /** What a label is called in this item: where workers answer with names, a side is called by its option. */
  nameOf(item: string, label: string): string;
};

type Answered = {
  columns: ReadonlyMap<string, Column>;
  data: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
};

/** Reads a pairwise question; undefined for other questions. */
export function pairReader(
  { columns, data }: Answered,
  { key, pairwise }: Pick<QuestionSpec, 'key' | 'pairwise'>,
): PairReader | undefined {
  if (!pairwise) return undefined;
  const pairs = new Map<string, Pair>([...data].map(([item, own]) => [item, pairOf(own, pairwise)]));
  const none = pairOf(undefined, pairwise);
  const inItem = (item: string) => pairs.get(item) ?? none;
  const options = new Set([...pairs.values()].flatMap(({ left = [], right = [] }) => [left, right].flat()));
  const isNamed = (columns.get(key)?.values ?? []).some((value) => options.has(labelOf(value) ?? ''));
  return {
    labelOf(item, answer) {
      const side = sideIn(inItem(item), pairwise, answer);
      return side ?? (options.has(answer) ? undefined : answer);
    },
    nameOf: (item, label) =>
      (isNamed && (label === 'left' || label === 'right') ? inItem(item)[label] : undefined) ?? label,
  };
}
