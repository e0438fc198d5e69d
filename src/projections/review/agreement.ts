import { fieldsOf, labelOf } from '../../actors/answer-fields.ts';

/** A question of an item: how often each label was given, and the share of pairs of answers that are equal. */
type QuestionAgreement = { key: string; agreement: number | null; labels: Record<string, number> };

/** The agreement of answers to one item, by question; a question is a field without long texts and files. */
export function questionsOf(answers: readonly unknown[]): QuestionAgreement[] {
  const questions = new Map<string, Map<string, number>>();
  const open = new Set<string>();
  for (const answer of answers) {
    for (const [key, value] of fieldsOf(answer)) {
      const labels = questions.get(key) ?? new Map<string, number>();
      questions.set(key, labels);
      const label = labelOf(value);
      if (label === undefined) open.add(key);
      else labels.set(label, (labels.get(label) ?? 0) + 1);
    }
  }
  return [...questions]
    .filter(([key]) => !open.has(key))
    .map(([key, labels]) => ({ key, agreement: pairwise(labels), labels: Object.fromEntries(labels) }));
}

/** The share of equal pairs among all pairs of answers (Fleiss 1971, P_i); null with fewer than two answers. */
function pairwise(labels: ReadonlyMap<string, number>): number | null {
  let same = 0;
  let all = 0;
  for (const count of labels.values()) {
    same += count * (count - 1);
    all += count;
  }
  return all < 2 ? null : same / (all * (all - 1));
}
