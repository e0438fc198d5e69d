import { fieldsOf, labelOf } from '../../actors/answer-fields.ts';
import { refuse } from '../store/refusals.ts';
import { aggregate, type Method } from './aggregate.ts';
import { closedQuestion } from './quality-of.ts';
import { goldOf, readerOf, type Sheet, type Study } from './sheet.ts';

/** The label of an item's answer to a question by its name; that of a pairwise question by its option, where workers answer with names. */
export function namer(sheet: Sheet, question: string) {
  const reader = readerOf(sheet, question);
  const named = (item: string, label: string | undefined): string | null =>
    label === undefined ? null : (reader?.nameOf(item, label) ?? label);
  return {
    named,
    /** What a whole answer says to the question. */
    given(item: string, answer: unknown): string | null {
      const value = fieldsOf(answer, new Set(reader ? [question] : [])).get(question);
      const label = value === undefined ? undefined : labelOf(value);
      return named(item, label === undefined || !reader ? label : (reader.labelOf(item, label) ?? label));
    },
  };
}

/** The final answers to a question by item: the label, and who settled it when and over how many answers; null where nobody did. */
export function finalsOf(sheet: Sheet, question: string) {
  const { given } = namer(sheet, question);
  return (item: string) => {
    const settled = sheet.finals.get(item);
    if (!settled) return null;
    const { answer, ...rest } = settled;
    return { label: given(item, answer), ...rest };
  };
}

/**
 * The aggregated answer of every item as a line of JSON, in the order of first answers; the label is null for a tie. Items with a
 * final answer and none that counts come last.
 */
export function* aggregatesOf(
  { sheet, matrixFor, once }: Study,
  { question, method }: { question: string; method: Method },
): Generator<string> {
  const key = closedQuestion(sheet, question)?.key ?? question;
  const matrix = matrixFor(key);
  const gold = goldOf(sheet, key);
  const { named } = namer(sheet, key);
  const finalOf = finalsOf(sheet, key);
  const besides = (item: string) => ({ gold: named(item, gold.get(item)), final: finalOf(item) });
  if (matrix.items.length > 0) {
    const found = once(`${method} of ${question}`, () => aggregate(matrix, method));
    if (found.value === null) throw refuse('quality/no-model', { method, why: found.why });
    const { method: by, version, variant } = found.value.how;
    for (const [at, { item, label, probability, tied }] of found.value.items.entries()) {
      const answers = matrix.itemStart[at + 1]! - matrix.itemStart[at]!;
      const own = { label: named(item, tied.length > 0 ? undefined : label), probability, answers };
      const how = { method: by, version, variant };
      yield `${JSON.stringify({ assignment: item, ...own, ...how, ...besides(item) })}\n`;
    }
  }
  const answered = new Set(matrix.items);
  for (const assignment of sheet.finals.keys()) {
    if (answered.has(assignment)) continue;
    const none = { label: null, probability: null, answers: 0, method: null, version: null, variant: null };
    yield `${JSON.stringify({ assignment, ...none, ...besides(assignment) })}\n`;
  }
}
