import { refuse } from '../store/refusals.ts';
import { aggregate, type Method } from './aggregate.ts';
import { closedQuestion } from './quality-of.ts';
import { goldOf, type Study } from './sheet.ts';

/** The aggregated answer of every item as a line of JSON, in the order of first answers; the label is null for a tie. */
export function* aggregatesOf(
  { sheet, matrixFor, once }: Study,
  { question, method }: { question: string; method: Method },
): Generator<string> {
  const spec = closedQuestion(sheet, question);
  const matrix = matrixFor(spec?.key ?? question);
  if (matrix.items.length === 0) return;
  const found = once(`${method} of ${question}`, () => aggregate(matrix, method));
  if (found.value === null) throw refuse('quality/no-model', { method, why: found.why });
  const gold = goldOf(sheet, question);
  for (const [at, { item, label, probability, tied }] of found.value.items.entries()) {
    const line = {
      assignment: item,
      label: tied.length > 0 ? null : label,
      probability,
      answers: matrix.itemStart[at + 1]! - matrix.itemStart[at]!,
      gold: gold.get(item) ?? null,
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
