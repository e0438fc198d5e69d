import { costCents, hold } from './balance.ts';
import { requestError } from './errors.ts';
import { dollarsOf } from './money.ts';
import { notify } from './notifications.ts';
import type { HITStatus } from './shapes.ts';
import { daysMs, type Hit, type Mturk, secondsOf } from './state.ts';

/** After so long without anybody asking for it, a HIT is disposed of. */
const disposalDays = 120;

/** How many assignments of a HIT are in each state. */
export function countsOf(hit: Hit) {
  const counts = { Accepted: 0, Submitted: 0, Approved: 0, Rejected: 0 };
  for (const { state } of hit.assignments) counts[state]++;
  return {
    pending: counts.Accepted,
    submitted: counts.Submitted,
    completed: counts.Approved + counts.Rejected,
    available: hit.maxAssignments - hit.assignments.size,
  };
}

/** Whether the time in which a HIT can be accepted is over. */
export const isExpired = (mturk: Mturk, hit: Hit) => mturk.clock.now() >= hit.expiresMs;

/** The status of a HIT as it is now. */
export function statusOf(mturk: Mturk, hit: Hit): HITStatus {
  if (hit.isDisposed) return 'Disposed';
  const { pending, available } = countsOf(hit);
  const reviewable = hit.isReviewing ? 'Reviewing' : 'Reviewable';
  if (available > 0) return isExpired(mturk, hit) ? reviewable : 'Assignable';
  return pending > 0 ? 'Unassignable' : reviewable;
}

/** Does what follows from a change of a HIT: its hold, its notification, and what the clock does to it. */
export function afterChange(mturk: Mturk, hit: Hit): void {
  let status = statusOf(mturk, hit);
  if (hit.isReviewing && status !== 'Reviewing') {
    hit.isReviewing = false;
    status = statusOf(mturk, hit);
  }
  hold(mturk, hit.id, costCents(mturk, hit) * heldSlots(mturk, hit));
  const isDone = (one: string) => one === 'Reviewable' || one === 'Reviewing';
  if (isDone(status) && !isDone(hit.lastStatus)) {
    notify(mturk, { type: 'HITReviewable', hit });
    hit.cancelDisposal = mturk.clock.at(mturk.clock.now() + daysMs(disposalDays), () => dispose(mturk, hit));
  }
  if (!isDone(status)) hit.cancelDisposal();
  hit.lastStatus = status;
}

/** Money is on hold for what may still be accepted, is being worked on, or waits for its review. */
function heldSlots(mturk: Mturk, hit: Hit): number {
  if (hit.isDisposed) return 0;
  const { pending, submitted, available } = countsOf(hit);
  return pending + submitted + (isExpired(mturk, hit) ? 0 : available);
}

/** What a change of a HIT would put on hold beside what is on hold now. */
export function addedHoldCents(mturk: Mturk, hit: Hit, change: Partial<Hit>): number {
  const changed = { ...hit, ...change };
  return costCents(mturk, changed) * heldSlots(mturk, changed) - (mturk.holds.get(hit.id) ?? 0);
}

/** Lets the clock tell a HIT when it expires. */
export function scheduleExpiry(mturk: Mturk, hit: Hit): void {
  hit.cancelExpiry();
  hit.cancelExpiry = () => {};
  if (isExpired(mturk, hit)) expire();
  else {
    hit.isExpiryTold = false;
    hit.cancelExpiry = mturk.clock.at(hit.expiresMs, expire);
  }

  function expire() {
    if (hit.isDisposed) return;
    if (!hit.isExpiryTold) notify(mturk, { type: 'HITExpired', hit });
    hit.isExpiryTold = true;
    afterChange(mturk, hit);
  }
}

/** Ends a HIT: what is done on it stays to be read, but nothing can be done any more. */
export function dispose(mturk: Mturk, hit: Hit): void {
  if (hit.isDisposed) return;
  hit.isDisposed = true;
  hit.cancelExpiry();
  for (const assignment of hit.assignments) {
    if (assignment.state !== 'Accepted') continue;
    assignment.cancel();
    hit.assignments.delete(assignment);
    mturk.assignments.delete(assignment.id);
  }
  afterChange(mturk, hit);
  notify(mturk, { type: 'HITDisposed', hit });
}

/** The HIT of an id; refuses one that there is not. */
export function hitNamed(mturk: Mturk, id: string): Hit {
  const hit = mturk.hits.get(id);
  if (!hit) throw requestError(`Hit ${id} does not exist.`, 'HITDoesNotExist');
  return hit;
}

/** Refuses what a HIT cannot have done to it in its present status. */
export function requireStatus(mturk: Mturk, hit: Hit, allowed: readonly HITStatus[]): void {
  if (!allowed.includes(statusOf(mturk, hit))) throw wrongStatus(mturk, hit, allowed);
}

/** The refusal of what a HIT cannot have done to it now. */
export const wrongStatus = (mturk: Mturk, hit: Hit, allowed: readonly HITStatus[]) =>
  requestError(
    `This HIT is currently in the state '${statusOf(mturk, hit)}'.  This operation can be called with a status of: ${allowed.join(', ')}`,
    'InvalidHITState',
  );

/** A HIT as the API shows it. */
export function hitShape(mturk: Mturk, hit: Hit) {
  const { type } = hit;
  const { pending, completed, available } = countsOf(hit);
  return {
    HITId: hit.id,
    HITTypeId: type.id,
    HITGroupId: type.groupId,
    CreationTime: secondsOf(hit.createdMs),
    Title: type.title,
    Description: type.description,
    Question: hit.question,
    Keywords: type.keywords,
    HITStatus: statusOf(mturk, hit),
    MaxAssignments: hit.maxAssignments,
    Reward: dollarsOf(type.rewardCents),
    AutoApprovalDelayInSeconds: type.autoApprovalSeconds,
    Expiration: secondsOf(hit.expiresMs),
    AssignmentDurationInSeconds: type.assignmentSeconds,
    RequesterAnnotation: hit.annotation,
    QualificationRequirements: type.requirements,
    HITReviewStatus: 'NotReviewed' as const,
    NumberOfAssignmentsPending: pending,
    NumberOfAssignmentsAvailable: available,
    NumberOfAssignmentsCompleted: completed,
  };
}
