import type { WorkerReview } from '../../../api/mephisto/units.ts';
import type { historyOverUnit } from '../../../projections/workers/worker-history.ts';

type Deed = ReturnType<typeof historyOverUnit>[number];

/** Mephisto's words; what it had none for keeps ours. */
const statuses: Partial<Record<Deed['what'], string>> = {
  accepted: 'approved',
  qualification_granted: 'grant',
  qualification_revoked: 'revoke',
  banned: 'blocked',
};

/** All that was decided over a unit, in order, as Mephisto's rows of reviews; a bonus stands with the acceptance it came with. */
export function reviewsIn(history: readonly Deed[], nameOf: ReadonlyMap<string, string>): WorkerReview[] {
  const told: WorkerReview[] = [];
  for (const [nth, deed] of history.entries()) {
    const before = history[nth - 1];
    const last = told.at(-1);
    if (deed.what === 'bonus_granted' && before?.what === 'accepted' && before.by === deed.by && last) {
      last.bonus = deed.cents;
      continue;
    }
    told.push({
      creation_date: deed.at,
      status: statuses[deed.what] ?? deed.what,
      review_note: deed.note,
      bonus: deed.cents,
      blocked_worker: deed.what === 'banned',
      qualification_id: deed.qualification,
      qualification_name: (deed.qualification !== null && nameOf.get(deed.qualification)) || null,
      value: deed.value,
    });
  }
  return told;
}
