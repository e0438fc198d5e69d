import { refuse } from '../store/refusals.ts';
import { aggregate, type Method } from './aggregate.ts';
import { labelsIn } from './known-answers.ts';
import { closedQuestion } from './quality-of.ts';
import { goldOf, type Sheet, type Study } from './sheet.ts';

/** The final answer to a question of an item: its label, and who settled it when and over how many answers; null where nobody did. */
export function finalOf({ finals }: Pick<Sheet, 'finals'>, { item, question }: { item: string; question: string }) {
  const settled = finals.get(item);
  if (!settled) return null;
  const { answer, ...rest } = settled;
  return { label: labelsIn(answer).get(question) ?? null, ...rest };
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
  const besides = (item: string) => ({ gold: gold.get(item) ?? null, final: finalOf(sheet, { item, question: key }) });
  if (matrix.items.length > 0) {
    const found = once(`${method} of ${question}`, () => aggregate(matrix, method));
    if (found.value === null) throw refuse('quality/no-model', { method, why: found.why });
    for (const [at, { item, label, probability, tied }] of found.value.items.entries()) {
      const answers = matrix.itemStart[at + 1]! - matrix.itemStart[at]!;
      const own = { label: tied.length > 0 ? null : label, probability, answers };
      yield `${JSON.stringify({ assignment: item, ...own, ...besides(item) })}\n`;
    }
  }
  const answered = new Set(matrix.items);
  for (const assignment of sheet.finals.keys()) {
    if (answered.has(assignment)) continue;
    const none = { label: null, probability: null, answers: 0 };
    yield `${JSON.stringify({ assignment, ...none, ...besides(assignment) })}\n`;
  }
}
