import type { Assignment } from '@aws-sdk/client-mturk';
import type { PublishedOffer, SubmissionReport, SubmissionStatus } from '../../../runtime/ports/provider-account.ts';
import { readAnswer } from './answer.ts';
import { forEachOf, type MturkCalls } from './calls.ts';
import { codeOf } from './failures.ts';
import { type Place, placeOf } from './places.ts';
import { isId } from './visitor.ts';

/** What was read of HITs, so that one that is as before need not be read again. */
export type ReadBefore = Map<string, { counts: string; at: string; status: SubmissionStatus }>;

const statuses: Readonly<Record<string, SubmissionStatus>> = {
  Submitted: 'submitted',
  Approved: 'approved',
  Rejected: 'rejected',
};

/** What MTurk says of an assignment. */
export function reportOf(one: Assignment): SubmissionReport | undefined {
  const status = statuses[one.AssignmentStatus ?? ''];
  if (status === undefined || one.AssignmentId === undefined || one.WorkerId === undefined) return undefined;
  const at = { submitted: one.SubmitTime, approved: one.ApprovalTime, rejected: one.RejectionTime }[
    status as 'submitted'
  ];
  return {
    submission: one.AssignmentId,
    worker: one.WorkerId,
    status,
    ...(at ? { at: at.toISOString() } : {}),
    ...readAnswer(one.Answer),
    ...(status === 'submitted' && one.AutoApprovalTime ? { approvesAt: one.AutoApprovalTime.toISOString() } : {}),
  };
}

/**
 * The submissions of an offer, a page of HITs after another. MTurk shows nobody who has not submitted yet, and lists no assignments of
 * more than one HIT; but a list of HITs counts the assignments of each, so that only those are asked for whose counts have changed.
 */
export async function* submissionsOf(
  calls: MturkCalls,
  offer: PublishedOffer,
  before: ReadBefore,
  since?: string,
): AsyncGenerator<readonly SubmissionReport[]> {
  // Times of MTurk are whole seconds.
  const from = since?.slice(0, 19);
  const isOld = (at: string) => from !== undefined && at < from;
  for (const Status of ['Reviewable', 'Reviewing'] as const)
    for await (const { HITs = [] } of calls.pages((mturk, page) =>
      mturk.listReviewableHITs({ HITTypeId: offer.external, Status, ...page }),
    )) {
      const changed = HITs.map(placeOf).filter(
        (place): place is Place => place?.offer === offer.id && place.waiting + place.decided > 0 && !isKnown(place),
      );
      const reports: SubmissionReport[] = [];
      await forEachOf(changed, async (place) => {
        const found = await readPlace(calls, place, before);
        reports.push(...found.filter(({ at = '' }) => !isOld(at)));
      });
      yield reports;
    }

  /** A rejection can be taken back, and counts as before then. */
  function isKnown(place: Place): boolean {
    const known = before.get(place.hit);
    return known !== undefined && known.counts === countsOf(place) && known.status !== 'rejected' && isOld(known.at);
  }
}

const countsOf = ({ waiting, decided }: Place) => `${waiting} ${decided}`;

async function readPlace(calls: MturkCalls, place: Place, before: ReadBefore): Promise<SubmissionReport[]> {
  const reports: SubmissionReport[] = [];
  for await (const { Assignments = [] } of calls.pages((mturk, page) =>
    mturk.listAssignmentsForHIT({ HITId: place.hit, ...page }),
  ))
    reports.push(...Assignments.map(reportOf).filter((report) => report !== undefined));
  // Lists can show an assignment later than its HIT counts it.
  const [only] = reports;
  if (only?.at && reports.length === place.waiting + place.decided)
    before.set(place.hit, { counts: countsOf(place), at: only.at, status: only.status });
  return reports;
}

/** An assignment and its HIT; undefined if there is none that has been submitted. */
export async function assignmentOf(calls: MturkCalls, AssignmentId: string) {
  if (!isId(AssignmentId)) return undefined;
  try {
    return await calls.ask((mturk) => mturk.getAssignment({ AssignmentId }));
  } catch (error) {
    if (['AssignmentDoesNotExist', 'InvalidAssignmentState'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** The submissions of these ids, as far as they are of this offer. */
export async function submissionsNamed(
  calls: MturkCalls,
  offer: PublishedOffer,
  ids: readonly string[],
): Promise<SubmissionReport[]> {
  const reports: SubmissionReport[] = [];
  await forEachOf(new Set(ids), async (id) => {
    const found = await assignmentOf(calls, id);
    const place = found?.HIT && placeOf(found.HIT);
    const report = found?.Assignment && reportOf(found.Assignment);
    if (report && (place === undefined || place.offer === offer.id)) reports.push(report);
  });
  return reports;
}
