import type { WorkerReview } from '../../../api/mephisto/units.ts';
import type { historyOverUnit } from '../../../projections/workers/worker-history.ts';

type Entry = ReturnType<typeof historyOverUnit>[number];

/** Mephisto's words for decisions; the others keep ours. */
const statuses: Partial<Record<Entry['what'], string>> = {
  accepted: 'approved',
  qualification_granted: 'grant',
  qualification_revoked: 'revoke',
  blocked: 'blocked',
};

/** All decisions on a unit, in order, as Mephisto's reviews; a bonus is part of the acceptance that granted it. */
export function reviewsIn(history: readonly Entry[], nameOf: ReadonlyMap<string, string>): WorkerReview[] {
  const reviews: WorkerReview[] = [];
  for (const [nth, entry] of history.entries()) {
    const before = history[nth - 1];
    const last = reviews.at(-1);
    if (entry.what === 'bonus_granted' && before?.what === 'accepted' && before.by === entry.by && last) {
      last.bonus = entry.cents;
      continue;
    }
    reviews.push({
      creation_date: entry.at,
      status: statuses[entry.what] ?? entry.what,
      review_note: entry.note,
      bonus: entry.cents,
      blocked_worker: entry.what === 'blocked',
      qualification_id: entry.qualification,
      qualification_name: (entry.qualification !== null && nameOf.get(entry.qualification)) || null,
      value: entry.value,
    });
  }
  return reviews;
}
