import { mediaIn } from '../../src/api/media.ts';
import type { QuestionPage, ShownField } from '../../src/api/question-page.ts';

/** The data of a unit, by key. */
export type Item = Record<string, unknown>;

/** A value of an item, ready to be shown. */
export type Shown = { key: string; label?: string; as: NonNullable<ShownField['as']>; text: string };

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value, undefined, 2) : String(value);
};

/** What the page shows of an item: what the task lists, else every value that no question shows itself. */
export function shownOf(page: Pick<QuestionPage, 'show' | 'questions'>, item: Item): Shown[] {
  const inQuestions = new Set(
    page.questions.flatMap(({ pairwise, of }) => [pairwise?.left, pairwise?.right, of].filter(Boolean)),
  );
  const listed: ShownField[] =
    page.show ??
    Object.keys(item)
      .filter((key) => !inQuestions.has(key))
      .map((key, _, { length }) => (length > 1 ? { key, label: key } : { key }));
  return listed.map(({ key, as, label }) => {
    const text = textOf(item[key]);
    return { key, as: as ?? mediaIn(text) ?? 'text', text, ...(label === undefined ? {} : { label }) };
  });
}
