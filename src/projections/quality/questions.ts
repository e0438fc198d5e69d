import { isOptions, labelOf, type Value } from '../../actors/answer-fields.ts';
import type { Question } from '../../api/quality.ts';
import type { Level } from '../statistics/disagreement.ts';
import { numberIn } from '../statistics/numbers.ts';
import type { FormField } from './forms.ts';
import type { DeclaredQuestion } from './quality-keys.ts';

/** One field of all answers: the index of each answer that has it, and its value. */
export type Column = { at: number[]; values: Value[] };

/** A question with the settings by which its answers are compared. */
export type QuestionSpec = Question & {
  level: Level;
  /** Every label that the form offers, in order, if known. */
  offered?: readonly string[];
  /** What the form shows for each of its options. */
  shown?: ReadonlyMap<string, string>;
  pairwise?: { left: string; right: string };
};

type Shape = Pick<Question, 'kind' | 'closed'>;

/** A closed question has at most this many different answers, each given twice on average if nothing declares it. */
const maxLabels = 20;
const minMeanCount = 2;

/** The questions of a task: those its config declares, else every field of its answers. */
export function questionsOf(
  columns: ReadonlyMap<string, Column>,
  declared: readonly DeclaredQuestion[] = [],
  form: ReadonlyMap<string, FormField> = new Map(),
): QuestionSpec[] {
  const declaredOrFound =
    declared.length > 0 ? declared : [...columns.keys()].map((key): DeclaredQuestion => ({ key }));
  return declaredOrFound.map((one) => {
    const field = form.get(one.key);
    const values = columns.get(one.key)?.values ?? [];
    const offered = one.labels ?? field?.options;
    const shape = shapeOf(values, declared.length > 0 ? 1 : minMeanCount);
    const found = one.free ? openShape(shape) : shape;
    const isClosed = Boolean(offered || one.level || one.pairwise) && found.kind !== 'file';
    return {
      key: one.key,
      label: one.label ?? field?.label ?? inWords(one.key),
      kind: isClosed ? closedKind(found.kind, values, offered) : found.kind,
      closed: isClosed || found.closed,
      answers: values.length,
      level: one.level ?? 'nominal',
      ...(offered ? { offered } : {}),
      ...(field?.shown ? { shown: field.shown } : {}),
      ...(one.pairwise ? { pairwise: one.pairwise } : {}),
    };
  });
}

/** The kind of question that these answers suggest, and whether it is closed. */
function shapeOf(values: readonly Value[], minMean: number): Shape {
  if (values.some((value) => typeof value === 'object' && 'file' in value)) return { kind: 'file', closed: false };
  if (values.some((value) => labelOf(value) === undefined)) return { kind: 'text', closed: false };
  if (values.some(isOptions)) return { kind: 'choices', closed: isFew(values.flatMap(optionsOf), minMean) };
  const labels = values.map(String);
  const closed = isFew(labels, minMean) || (values.length > 0 && values.every((value) => typeof value === 'boolean'));
  if (values.length > 0 && labels.every((label) => !Number.isNaN(numberIn(label))))
    return { kind: closed ? 'rating' : 'number', closed };
  return { kind: closed || values.length === 0 ? 'choice' : 'text', closed };
}

/** What the page asks for as text stays text, or a number, also where answers are short and repeated. */
const openShape = ({ kind }: Shape): Shape => ({
  kind: kind === 'choice' ? 'text' : kind === 'rating' ? 'number' : kind,
  closed: false,
});

/** The kind of a question that is declared as closed, independent of its answers so far. */
function closedKind(kind: Question['kind'], values: readonly Value[], offered?: readonly string[]): Question['kind'] {
  if (kind === 'choices') return kind;
  const labels = [...(offered ?? []), ...values.slice(0, 1000).map((value) => labelOf(value) ?? '')];
  return labels.length > 0 && labels.every((label) => !Number.isNaN(numberIn(label))) ? 'rating' : 'choice';
}

/** Each option that an answer names; a single choice names one. */
export const optionsOf = (value: Value): readonly string[] => {
  if (isOptions(value)) return value;
  const label = labelOf(value);
  return label === undefined ? [] : [label];
};

function isFew(labels: readonly string[], minMean: number): boolean {
  const different = new Set<string>();
  for (const label of labels) {
    different.add(label);
    if (different.size > maxLabels) return false;
  }
  return different.size > 0 && different.size * minMean <= labels.length;
}

/** Longer keys are cut off for display. */
const maxLabelChars = 200;

/** A key in words: `knewFilm` is "Knew film", `film.genre` is "Film: genre". */
export function inWords(key: string): string {
  const label = key.slice(0, maxLabelChars);
  const words = label
    .replace(
      /([\p{Ll}\d])(\p{Lu})(?=\p{Ll})/gu,
      (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
    )
    .replace(/[_-]+/g, ' ')
    .replace(/\s*\.\s*/g, ': ')
    .trim();
  return words === '' ? label : words.charAt(0).toUpperCase() + words.slice(1);
}
