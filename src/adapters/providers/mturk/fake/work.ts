import { answersXml } from './answers.ts';
import { approve } from './assignments.ts';
import { WorkError } from './errors.ts';
import { afterChange, statusOf } from './hit-life.ts';
import { notify } from './notifications.ts';
import { mayDo } from './requirements.ts';
import type { Assignment, Hit, Mturk, Worker } from './state.ts';

/** What a page gets instead of an assignment when it is only looked at. */
export const previewId = 'ASSIGNMENT_ID_NOT_AVAILABLE';

/** The worker of an id, or a new one; what is left out is as most workers are. */
export function worker(mturk: Mturk, about: Partial<Worker> = {}): Worker {
  const id = about.id ?? mturk.newWorkerId();
  const known = mturk.workers.get(id) ?? {
    id,
    country: 'US',
    isMaster: false,
    isAdult: true,
    approvedBefore: 0,
    rejectedBefore: 0,
  };
  const now = { ...known, ...about, id };
  mturk.workers.set(id, now);
  return now;
}

/** The HITs that a worker can find, those of one group if it is given. */
export const findable = (mturk: Mturk, one: Worker, groupId?: string): Hit[] =>
  [...mturk.hits.values()].filter(
    (hit) =>
      (groupId === undefined || hit.type.groupId === groupId) &&
      statusOf(mturk, hit) === 'Assignable' &&
      mayDo(mturk, one, hit, 'discover') &&
      !hasOn(hit, one),
  );

const hasOn = (hit: Hit, { id }: Worker) => [...hit.assignments].some(({ workerId }) => workerId === id);

/** A worker accepts a HIT: they have the time of an assignment for it. */
export function accept(mturk: Mturk, one: Worker, hit: Hit): Assignment {
  if (mturk.blocks.has(one.id)) throw new WorkError('The requester does not let you work on their HITs.');
  if (!mayDo(mturk, one, hit, 'accept')) throw new WorkError('You do not have the qualifications for this HIT.');
  if (hasOn(hit, one)) throw new WorkError('You have worked on this HIT already.');
  if (statusOf(mturk, hit) !== 'Assignable') throw new WorkError('There are no more of these HITs.');
  const acceptedMs = mturk.clock.now();
  const deadlineMs = acceptedMs + hit.type.assignmentSeconds * 1000;
  const assignment: Assignment = {
    seq: mturk.nextSeq(),
    id: mturk.newId(),
    hit,
    workerId: one.id,
    state: 'Accepted',
    acceptedMs,
    deadlineMs,
    cancel: () => {},
  };
  assignment.cancel = mturk.clock.at(deadlineMs, () => giveBack(mturk, assignment, 'AssignmentAbandoned'));
  mturk.assignments.set(assignment.id, assignment);
  hit.assignments.add(assignment);
  notify(mturk, { type: 'AssignmentAccepted', hit, assignment });
  afterChange(mturk, hit);
  return assignment;
}

function giveBack(mturk: Mturk, assignment: Assignment, type: 'AssignmentReturned' | 'AssignmentAbandoned'): void {
  const { hit } = assignment;
  assignment.cancel();
  hit.assignments.delete(assignment);
  mturk.assignments.delete(assignment.id);
  notify(mturk, { type, hit, assignment });
  afterChange(mturk, hit);
}

/** The accepted assignment of an id; refuses one that is over. */
export function workNamed(mturk: Mturk, id: string): Assignment {
  const assignment = mturk.assignments.get(id);
  if (!assignment) throw new WorkError('This assignment is not yours any more: it was returned, or its time is over.');
  if (assignment.state !== 'Accepted') throw new WorkError('This assignment has been submitted already.');
  return assignment;
}

/** A worker gives a HIT back. */
export const returnWork = (mturk: Mturk, id: string) => giveBack(mturk, workNamed(mturk, id), 'AssignmentReturned');

const reserved = new Set(['assignmentId', 'hitId', 'workerId', 'turkSubmitTo']);

/** Takes the form that a page submits. Of a field that comes more than once, the last value stays. */
export function submit(mturk: Mturk, form: URLSearchParams): Assignment {
  const id = form.get('assignmentId');
  if (!id) throw new WorkError('The form has no assignmentId.');
  if (id === previewId) throw new WorkError('A preview cannot be submitted: the HIT must be accepted first.');
  const fields = new Map([...form].filter(([name]) => !reserved.has(name)));
  if (fields.size === 0) throw new WorkError('The form has no field beside assignmentId.');
  const assignment = workNamed(mturk, id);
  const { hit } = assignment;
  assignment.cancel();
  const submittedMs = mturk.clock.now();
  const autoApprovalMs = submittedMs + hit.type.autoApprovalSeconds * 1000;
  Object.assign(assignment, { state: 'Submitted', submittedMs, autoApprovalMs, answer: answersXml(fields) });
  notify(mturk, { type: 'AssignmentSubmitted', hit, assignment });
  afterChange(mturk, hit);
  if (hit.type.autoApprovalSeconds === 0) approve(mturk, assignment);
  else assignment.cancel = mturk.clock.at(autoApprovalMs, () => approve(mturk, assignment));
  return assignment;
}
