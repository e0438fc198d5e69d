/** A field of the answers to one item, with its value in each answer; `undefined` if an answer lacks it. */
export type Row = { path: string; values: unknown[]; differs: boolean };

const maxDepth = 3;
const maxRows = 200;

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys, so that equal values give the same text. */
export function sameText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sameText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'nothing';
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${sameText(inner)}`).join()}}`;
}

const own = (value: unknown, key: string): unknown =>
  isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** Compares answers field by field, and marks the fields that differ. */
export function compare(answers: readonly unknown[], path = '', depth = 0): Row[] {
  const keys = new Set(answers.flatMap((answer) => (isFields(answer) ? Object.keys(answer) : [])));
  const isLeaf =
    keys.size === 0 || depth >= maxDepth || answers.some((answer) => answer !== undefined && !isFields(answer));
  if (isLeaf) {
    const differs = new Set(answers.map(sameText)).size > 1;
    return [{ path, values: [...answers], differs }];
  }
  return [...keys]
    .flatMap((key) =>
      compare(
        answers.map((answer) => own(answer, key)),
        path === '' ? key : `${path} › ${key}`,
        depth + 1,
      ),
    )
    .slice(0, maxRows);
}

/** The most frequent answer; the first one of equals. */
export function mostGiven(answers: readonly unknown[]): unknown {
  const counts = new Map<string, number>();
  for (const text of answers.map(sameText)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const best = Math.max(0, ...counts.values());
  return answers.find((answer) => counts.get(sameText(answer)) === best);
}
