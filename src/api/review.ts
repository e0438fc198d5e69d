import { z } from 'zod';
import { afterUndo } from './after-undo.ts';
import { endpoint } from './endpoint.ts';
import { Note, Recorded } from './shapes.ts';
import { FollowRefused, verdictParts } from './verdicts.ts';

const params = z.object({ unit: z.string() });

/** The optional parts of a decision. */
export const Verdict = z.strictObject(verdictParts).nullish();

const Decided = Recorded.extend({
  /** The id to undo it; null if the unit already had the same decision, from a version without ids. */
  verdict: z.string().nullable(),
  follow_refused: z.array(FollowRefused),
});

const verdict = (name: string, verb: 'accept' | 'soft-reject' | 'reject', summary: string) =>
  endpoint({
    name,
    method: 'POST',
    path: `/api/units/:unit/${verb}`,
    summary,
    role: 'reviewer',
    params,
    body: Verdict,
    reply: Decided,
    status: 202,
  });

export const acceptUnit = verdict(
  'acceptUnit',
  'accept',
  'Accepts the answer: paid and used. Repeated by the same reviewer, it adds the note, message, bonus or follow-up that it says for the first time, under a verdict of its own.',
);
export const softRejectUnit = verdict(
  'softRejectUnit',
  'soft-reject',
  'Pays the answer without using it; needs a note. Repeated as for accept.',
);
export const rejectUnit = verdict(
  'rejectUnit',
  'reject',
  'Rejects the answer: not paid, not used; needs a note. Repeated as for accept.',
);

export const expireUnit = endpoint({
  name: 'expireUnit',
  method: 'POST',
  path: '/api/units/:unit/expire',
  summary: 'Cancels an open unit.',
  role: 'owner',
  params,
  reply: Recorded,
  status: 202,
});

export const undoReview = endpoint({
  name: 'undoReview',
  method: 'POST',
  path: '/api/units/:unit/undo',
  summary:
    'Undoes the decision: the unit is to review again, the history keeps both. The reply has what was paid for it already.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded.extend(afterUndo),
  status: 202,
});

export const askSecondOpinion = endpoint({
  name: 'askSecondOpinion',
  method: 'POST',
  path: '/api/units/:unit/second-opinion',
  summary: 'Requests a second opinion: the caller cannot decide this unit any more.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});
