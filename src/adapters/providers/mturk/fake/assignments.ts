import { z } from 'zod';
import { availableCents, costCents, pay } from './balance.ts';
import { requestError } from './errors.ts';
import { afterChange, hitNamed, hitShape } from './hit-life.ts';
import { dollarsOf } from './money.ts';
import { notify } from './notifications.ts';
import { type Operation, operation } from './operation.ts';
import { pageFrom } from './paging.ts';
import * as shapes from './shapes.ts';
import { type Assignment, daysMs, isIndexed, type Mturk, secondsOf } from './state.ts';

/** How long after its submission a rejection can be taken back. */
const overrideDays = 30;

/** The assignment of an id, also one that the API cannot show yet. */
export function assignmentNamed(mturk: Mturk, id: string): Assignment {
  const assignment = mturk.assignments.get(id);
  if (!assignment) throw requestError(`Assignment ${id} does not exist.`, 'AssignmentDoesNotExist');
  return assignment;
}

/** Whether lists show an assignment: only what was submitted, and not at once. */
const isVisible = (mturk: Mturk, { submittedMs }: Assignment) =>
  submittedMs !== undefined && isIndexed(mturk, submittedMs);

const wrongState = (allowed: string) =>
  requestError(`This operation can be called with a status of: ${allowed}`, 'InvalidAssignmentState');

function requireSubmitted(mturk: Mturk, assignment: Assignment): void {
  if (assignment.state === 'Submitted' && !isVisible(mturk, assignment)) throw wrongState('null');
  if (assignment.state !== 'Submitted') throw wrongState('Submitted');
}

/** Approves an assignment and pays for it; `feedback` stays as it was when there is none. */
export function approve(mturk: Mturk, assignment: Assignment, feedback?: string): void {
  const { hit } = assignment;
  assignment.cancel();
  assignment.state = 'Approved';
  assignment.approvedMs = mturk.clock.now();
  if (feedback !== undefined) assignment.feedback = feedback;
  pay(mturk, assignment, 'reward', hit.type.rewardCents);
  afterChange(mturk, hit);
  notify(mturk, { type: 'AssignmentApproved', hit, assignment });
}

function takeBackRejection(mturk: Mturk, assignment: Assignment, feedback: string | undefined) {
  const isInTime = mturk.clock.now() <= (assignment.submittedMs ?? 0) + daysMs(overrideDays);
  if (!isInTime || assignment.hit.isDisposed) throw wrongState('Submitted');
  requireMoneyFor(mturk, assignment, 0);
  approve(mturk, assignment, feedback);
}

/** What is on hold for an assignment can be spent on it. */
function requireMoneyFor(mturk: Mturk, { hit }: Assignment, heldCents: number): void {
  if (mturk.isSandbox || costCents(mturk, hit) <= availableCents(mturk) + heldCents) return;
  throw requestError(
    `This Requester has insufficient funds in their account to complete this transaction. The available balance is ${dollarsOf(availableCents(mturk))}.`,
    'InsufficientFunds',
  );
}

function assignmentShape(assignment: Assignment) {
  const { id, workerId, hit, state, acceptedMs, deadlineMs, approvedMs, rejectedMs, feedback } = assignment;
  return {
    AssignmentId: id,
    WorkerId: workerId,
    HITId: hit.id,
    AssignmentStatus: state as Exclude<typeof state, 'Accepted'>,
    AutoApprovalTime: secondsOf(assignment.autoApprovalMs ?? 0),
    AcceptTime: secondsOf(acceptedMs),
    SubmitTime: secondsOf(assignment.submittedMs ?? 0),
    ...(approvedMs === undefined ? {} : { ApprovalTime: secondsOf(approvedMs) }),
    ...(rejectedMs === undefined ? {} : { RejectionTime: secondsOf(rejectedMs) }),
    Deadline: secondsOf(deadlineMs),
    Answer: assignment.answer ?? '',
    ...(feedback === undefined ? {} : { RequesterFeedback: feedback }),
  };
}

const Feedback = z.string().max(1024);

export const assignmentOperations: Record<string, Operation> = {
  ApproveAssignment: operation(
    z.strictObject({
      AssignmentId: shapes.EntityId,
      RequesterFeedback: Feedback.optional(),
      OverrideRejection: z.boolean().optional(),
    }),
    shapes.Nothing,
    (mturk, { AssignmentId, RequesterFeedback, OverrideRejection = false }) => {
      const assignment = assignmentNamed(mturk, AssignmentId);
      if (OverrideRejection && assignment.state === 'Rejected') takeBackRejection(mturk, assignment, RequesterFeedback);
      else {
        requireSubmitted(mturk, assignment);
        requireMoneyFor(mturk, assignment, costCents(mturk, assignment.hit));
        approve(mturk, assignment, RequesterFeedback);
      }
      return {};
    },
  ),
  RejectAssignment: operation(
    z.strictObject({ AssignmentId: shapes.EntityId, RequesterFeedback: Feedback.min(1) }),
    shapes.Nothing,
    (mturk, { AssignmentId, RequesterFeedback }) => {
      const assignment = assignmentNamed(mturk, AssignmentId);
      requireSubmitted(mturk, assignment);
      assignment.cancel();
      assignment.state = 'Rejected';
      assignment.rejectedMs = mturk.clock.now();
      assignment.feedback = RequesterFeedback;
      afterChange(mturk, assignment.hit);
      notify(mturk, { type: 'AssignmentRejected', hit: assignment.hit, assignment });
      return {};
    },
  ),
  GetAssignment: operation(
    z.strictObject({ AssignmentId: shapes.EntityId }),
    z.strictObject({ Assignment: shapes.Assignment, HIT: shapes.HIT }),
    (mturk, { AssignmentId }) => {
      const assignment = assignmentNamed(mturk, AssignmentId);
      if (!isVisible(mturk, assignment)) throw wrongState('Reviewable,Approved,Rejected');
      return { Assignment: assignmentShape(assignment), HIT: hitShape(mturk, assignment.hit) };
    },
  ),
  ListAssignmentsForHIT: operation(
    z.strictObject({
      HITId: shapes.EntityId,
      AssignmentStatuses: z.array(shapes.AssignmentStatus).optional(),
      ...shapes.paging,
    }),
    shapes.pageOf('Assignments', shapes.Assignment),
    (mturk, query) => {
      const wanted: readonly string[] = query.AssignmentStatuses?.length
        ? query.AssignmentStatuses
        : shapes.AssignmentStatus.options;
      const found = [...hitNamed(mturk, query.HITId).assignments].filter(
        (one) => isVisible(mturk, one) && wanted.includes(one.state),
      );
      const { items, next } = pageFrom('Assignments', found, query);
      return { ...next, Assignments: items.map(assignmentShape) };
    },
  ),
  GetFileUploadURL: operation(
    z.strictObject({ AssignmentId: shapes.EntityId, QuestionIdentifier: z.string() }),
    z.strictObject({ FileUploadURL: z.string() }),
    (mturk, { AssignmentId }) => {
      assignmentNamed(mturk, AssignmentId);
      throw requestError('There is no uploaded file for this question.');
    },
  ),
};
