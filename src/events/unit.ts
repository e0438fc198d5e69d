import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';
import { StoredFile } from './file.ts';
import { AgentId, AssignmentId, BonusId, CommentId, UnitId, VerdictId, WorkerId } from './ids.ts';
import { Signals } from './signals.ts';
import { FollowUp, FollowUpV1, RefusedPart, upcastFollowUp, upcastRefused } from './verdict.ts';

const unit = z.object({ unitId: UnitId, assignmentId: AssignmentId });
const work = unit.extend({ agentId: AgentId, workerId: WorkerId });
const note = z.string().optional();
/** The note stays among reviewers; the message is for the worker. What follows is carried out once for the verdict and the worker. */
const verdict = work.extend({
  note,
  message: z.string().optional(),
  verdictId: VerdictId.optional(),
  follow: FollowUp.optional(),
});
const earlierVerdict = [{ data: verdict.extend({ follow: FollowUpV1.optional() }), upcast: upcastFollowUp }] as const;
/** What holds again once a supplement is taken back: the last note and message that are left. */
const left = z.object({ note, message: z.string().optional() });
const followed = unit.extend({ workerId: WorkerId, verdictId: VerdictId, refused: z.array(RefusedPart) });
/** What a unit is for beside the answer itself: to decide whether its worker may have more, or to check them in between. */
export const UnitPurpose = z.enum(['screening', 'gold']);
export type UnitPurpose = z.infer<typeof UnitPurpose>;
const bonus = work.extend({ bonusId: BonusId });

export const UnitAssigned = defineFact('unit.assigned', {
  says: 'A worker took the unit and has until the deadline; with a purpose, it screens them although it is an ordinary one.',
  data: work.extend({
    deadline: z.iso.datetime(),
    purpose: z.literal('screening').optional(),
    /** What it pays its worker, in cents, whatever becomes of the pay; without, what the config says with which the run was opened. */
    payCents: z.number().nonnegative().optional(),
  }),
});
export const UnitSubmitted = defineFact('unit.submitted', {
  says: 'The worker handed in the answer; it waits for review.',
  data: work.extend({
    answer: z.unknown(),
    files: z.array(StoredFile).optional(),
    autoSubmitted: z.boolean().optional(),
    /** How long the page was visible and used, as it measured; at most the time since the unit was assigned. */
    activeSeconds: z.number().nonnegative().optional(),
    /** What the page counted, where the run asks for it and workers were told. */
    signals: Signals.optional(),
  }),
});
export const UnitReturned = defineFact('unit.returned', {
  says: 'The worker gave the unit back undone; it is open again.',
  data: work,
});
export const UnitTimedOut = defineFact('unit.timed-out', {
  says: 'The deadline passed without an answer; the unit is open again.',
  data: work,
});
export const UnitJudged = defineFact('unit.judged', {
  says: 'A screening or gold unit was judged, or the code of the task heard of a submission; what follows for the worker is to be carried out.',
  data: work.extend({
    purpose: UnitPurpose.optional(),
    /** Null if a screening unit decides nothing. */
    correct: z.boolean().nullable().optional(),
    /** Whether its worker has now answered more gold units wrong than allowed, over all runs of the task. */
    disqualifies: z.literal(true).optional(),
    /** What the task's code asks for, by the name of the qualification; null revokes it. */
    asked: z.array(z.object({ name: z.string(), value: z.int().nullable() })).optional(),
  }),
});
export const UnitJudgementFollowed = defineFact('unit.judgement-followed', {
  says: 'What follows from the judgement of the unit was carried out for its worker.',
  data: unit.extend({ workerId: WorkerId }),
});
export const UnitExpired = defineFact('unit.expired', {
  says: 'The unit was withdrawn before anyone submitted it.',
  data: unit,
});
export const UnitAccepted = defineFact('unit.accepted', {
  says: 'A reviewer accepted the work: it is used and paid.',
  data: verdict,
  earlier: earlierVerdict,
});
export const UnitSoftRejected = defineFact('unit.soft-rejected', {
  says: 'A reviewer soft-rejected the work: it is paid like an acceptance and kept out of the data like a rejection.',
  data: verdict,
  earlier: earlierVerdict,
});
export const UnitRejected = defineFact('unit.rejected', {
  says: 'A reviewer rejected the work: it is neither used nor paid.',
  data: verdict,
  earlier: earlierVerdict,
});
/** The bonus that the verdict promised and that is recorded as paid: it stays, and is not owed if that is taken back. */
const paidBonusId = BonusId.optional();

export const UnitReviewUndone = defineFact('unit.review-undone', {
  says: 'A reviewer took the decision, or the question for a second opinion, back: the work waits for review again.',
  data: work.extend({ note, verdictId: VerdictId.optional(), paidBonusId }),
});
export const UnitReviewSupplemented = defineFact('unit.review-supplemented', {
  says: 'Whoever decided added a note, a message, a bonus or what follows for the worker to the decision, which stays.',
  data: verdict.extend({ decision: z.enum(['accepted', 'soft_rejected', 'rejected']) }),
});
export const UnitSupplementUndone = defineFact('unit.supplement-undone', {
  says: 'A reviewer took back what was added to a decision; the decision stays.',
  data: work.extend({ note, verdictId: VerdictId.optional(), left, paidBonusId }),
});
export const UnitVerdictFollowed = defineFact('unit.verdict-followed', {
  says: 'What was to follow from the verdict for the worker was carried out, but for the parts that were refused.',
  data: followed,
  earlier: [{ data: followed, upcast: upcastRefused }],
});
export const UnitSecondOpinionAsked = defineFact('unit.second-opinion-asked', {
  says: 'A reviewer leaves the decision to somebody else, and cannot take it any more.',
  data: work.extend({ note }),
});
export const UnitPaid = defineFact('unit.paid', {
  says: 'Somebody paid by hand what the unit pays.',
  /** In hundredths of the currency, which can have fractions. */
  data: work.extend({ cents: z.number().positive(), currency: z.string(), note }),
});
export const UnitPaymentUndone = defineFact('unit.payment-undone', {
  says: 'An owner took back that the pay of the unit was recorded as paid: it was not, and is owed again.',
  /** What was recorded as paid, and why it was a mistake. */
  data: work.extend({ cents: z.number().positive(), currency: z.string(), note: z.string() }),
});
export const UnitBonusGranted = defineFact('unit.bonus-granted', {
  says: 'A reviewer promised the worker a bonus for this unit; it is still to be paid.',
  data: bonus.extend({ cents: z.int().positive(), currency: z.string(), reason: z.string().optional() }),
});
export const UnitBonusPaid = defineFact('unit.bonus-paid', {
  says: 'Somebody paid the bonus by hand.',
  data: bonus.extend({ note }),
});
export const UnitBonusPaymentUndone = defineFact('unit.bonus-payment-undone', {
  says: 'An owner took back that the bonus was recorded as paid: it was not, and is owed again, unless it is withdrawn at once since its promise was undone.',
  data: bonus.extend({ note: z.string() }),
});
export const UnitBonusWithdrawn = defineFact('unit.bonus-withdrawn', {
  says: 'The bonus was taken back before it was paid.',
  data: bonus.extend({ note }),
});

/** What somebody wrote could name a person, so it stays here and goes from archives without identities. */
const comment = unit.extend({ commentId: CommentId, text: personal(z.string()) });

export const UnitCommented = defineFact('unit.commented', {
  says: 'A reviewer wrote a comment on the answer for other reviewers, or a reply to one.',
  data: comment.extend({ replyTo: CommentId.optional() }),
});
export const UnitCommentEdited = defineFact('unit.comment-edited', {
  says: 'Its author gave a comment another text.',
  data: comment,
});
export const UnitCommentRemoved = defineFact('unit.comment-removed', {
  says: 'A comment was removed: nobody is shown its text any more, and replies to it stay.',
  data: comment.omit({ text: true }),
});

export const unitFacts = [
  UnitAssigned,
  UnitSubmitted,
  UnitReturned,
  UnitTimedOut,
  UnitExpired,
  UnitJudged,
  UnitJudgementFollowed,
  UnitAccepted,
  UnitSoftRejected,
  UnitRejected,
  UnitReviewUndone,
  UnitReviewSupplemented,
  UnitSupplementUndone,
  UnitVerdictFollowed,
  UnitSecondOpinionAsked,
  UnitPaid,
  UnitPaymentUndone,
  UnitBonusGranted,
  UnitBonusPaid,
  UnitBonusPaymentUndone,
  UnitBonusWithdrawn,
  UnitCommented,
  UnitCommentEdited,
  UnitCommentRemoved,
] as const;
export type UnitFact = FactOf<typeof unitFacts>;
