import type { WorkEntry } from './recorded-work.ts';

/** What names the work of which only the present state counts, an item's final answer or a comment; undefined for all other work. */
export const subjectOf = ({ kind, values }: WorkEntry): string | undefined =>
  kind === 'adjudication' || kind === 'comment' ? `${kind} ${values[0]}` : undefined;

/**
 * The present state after a later entry about the same subject: a comment keeps who wrote it and when, and a removed one has no text; a final
 * answer that is taken back keeps what it said.
 */
export function presentWork(before: WorkEntry | undefined, later: WorkEntry): WorkEntry {
  if (before && later.kind === 'adjudication' && later.values.at(-1) !== null)
    return { ...later, values: [...before.values.slice(0, -2), ...later.values.slice(-2)] };
  if (!before || later.kind !== 'comment') return later;
  const values = later.values.map((value, nth) => value ?? before.values[nth] ?? null);
  const isRemoved = values.at(-1) !== null;
  return { ...later, values: isRemoved ? values.map((value, nth) => (nth === textAt ? null : value)) : values };
}

/** Where the text is among the values of a comment. */
const textAt = 2;
