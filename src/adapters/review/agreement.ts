/** An item's question: which labels it got, how often, and the share of pairs of answers that say the same. */
export type QuestionAgreement = { key: string; agreement: number | null; labels: Record<string, number> };

/** A text longer than this is no choice among few. */
const longestLabel = 60;

const labelOf = (value: unknown): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.length <= longestLabel ? value : undefined;
};

/** How far answers to one item agree, question by question: the fields at their top whose values are short texts, numbers, yes or no. */
export function questionsOf(answers: readonly unknown[]): QuestionAgreement[] {
  const questions = new Map<string, Map<string, number>>();
  const open = new Set<string>();
  for (const answer of answers) {
    if (typeof answer !== 'object' || answer === null) continue;
    for (const [key, value] of Object.entries(answer)) {
      const label = labelOf(value);
      if (label === undefined) open.add(key);
      const labels = questions.get(key) ?? new Map<string, number>();
      questions.set(key, labels);
      if (label !== undefined) labels.set(label, (labels.get(label) ?? 0) + 1);
    }
  }
  return [...questions]
    .filter(([key]) => !open.has(key))
    .map(([key, labels]) => ({ key, agreement: pairwise(labels), labels: Object.fromEntries(labels) }));
}

/** The share of pairs that say the same, of all pairs of answers (Fleiss 1971, P_i); null with fewer than two. */
function pairwise(labels: ReadonlyMap<string, number>): number | null {
  let same = 0;
  let all = 0;
  for (const count of labels.values()) {
    same += count * (count - 1);
    all += count;
  }
  return all < 2 ? null : same / (all * (all - 1));
}

/** How much the answers to an item disagree: 1 less the mean agreement of its questions, 0 where there is nothing to compare. */
export function disagreementOf(answers: readonly unknown[]): number {
  const known = questionsOf(answers).flatMap(({ agreement }) => agreement ?? []);
  return known.length === 0 ? 0 : 1 - known.reduce((sum, one) => sum + one, 0) / known.length;
}
