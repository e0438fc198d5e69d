import { type AgentId, type AssignmentId, assignmentIdOf, partsOf, type UnitId, type WorkerId } from '../events/ids.ts';
import { actorStatesOf } from './actor-states.ts';
import type { Additions } from './additions.ts';
import * as agents from './agent.ts';
import * as assignments from './assignment.ts';
import type { Bonuses } from './bonus.ts';
import type { Comments } from './comment.ts';
import { type Conversations, noConversations } from './conversations.ts';
import { type FollowUps, noFollowUps } from './follow-up.ts';
import { type FreeUnits, noFreeUnits, type WorkerInRun } from './free-units.ts';
import type { Invitations } from './invitation.ts';
import { noOffers, type Offers } from './offer.ts';
import { noOnboardings, type Onboardings } from './onboarding.ts';
import { type Labels, noLabels } from './overlap.ts';
import { type GoldBonuses, noneOwed, type Owed } from './owed.ts';
import { noPayments, type Payments } from './payment.ts';
import { noProcedures, type Procedures } from './procedure.ts';
import { noSubmissions, type Submissions } from './provider-submission.ts';
import { noRules, type Rules } from './rules.ts';
import { noSpecialUnits, type SpecialUnits } from './special-units.ts';
import { emptyTally, type Tally } from './tally.ts';
import * as taskRuns from './task-run.ts';
import { noTreatments, type Treatments } from './treatments.ts';
import * as units from './unit.ts';

/** A whole run as one state, on which its commands are decided. It changes only through `evolve`. */
export type Run = {
  taskRun: taskRuns.TaskRun;
  assignments: ReturnType<typeof actorStatesOf<assignments.Assignment, { assignmentId: AssignmentId; units: number }>>;
  units: ReturnType<typeof actorStatesOf<units.Unit, units.Unit['context']>>;
  onboardings: Onboardings;
  special: SpecialUnits;
  rules: Rules;
  agents: ReturnType<typeof actorStatesOf<agents.Agent, agents.Agent['context']>>;
  procedures: Procedures;
  conversations: Conversations;
  freeUnits: FreeUnits;
  workers: Map<WorkerId, WorkerInRun>;
  /** Which agent a page's registration became, so that a reload resumes. */
  registrations: Map<string, AgentId>;
  inWork: Set<UnitId>;
  /** The time for the work, in seconds, of units that were given out before it was changed. */
  formerSeconds: Map<UnitId, number>;
  /** Per assignment, how many of its units are submitted or expired; and those where that is all of them. */
  settled: number[];
  settledWhole: Set<number>;
  treatments: Treatments;
  labels: Labels;
  bonuses: Bonuses;
  goldBonuses: GoldBonuses;
  comments: Comments;
  followUps: FollowUps;
  invitations: Invitations;
  additions: Additions;
  offers: Offers;
  submissions: Submissions;
  owed: Owed;
  payments: Payments;
  tally: Tally;
};

/** A run before its first fact. */
export const newRun = (): Run => ({
  taskRun: taskRuns.taskRun.initial,
  assignments: actorStatesOf(assignments.assignment),
  units: actorStatesOf(units.unit),
  onboardings: noOnboardings(),
  special: noSpecialUnits(),
  rules: noRules(),
  agents: actorStatesOf(agents.agent),
  procedures: noProcedures(),
  conversations: noConversations(),
  freeUnits: noFreeUnits(),
  workers: new Map(),
  registrations: new Map(),
  inWork: new Set(),
  formerSeconds: new Map(),
  settled: [],
  settledWhole: new Set(),
  treatments: noTreatments(),
  labels: noLabels(),
  bonuses: new Map(),
  goldBonuses: new Map(),
  comments: new Map(),
  followUps: noFollowUps(),
  invitations: new Map(),
  additions: [],
  offers: noOffers(),
  submissions: noSubmissions(),
  owed: noneOwed(),
  payments: noPayments(),
  tally: emptyTally(),
});

/** The name under which a run remembers a page's registration. */
export const registrationKey = (workerId: WorkerId, registration: string): string => `${workerId} ${registration}`;

/** A unit as its assignment bore it. */
export const createdUnit = units.unit.fold([{ type: 'assignment.created' }]);
const open = units.unit.rest(createdUnit);
const expiredByStop = units.unit.step(open, { type: 'task-run.stopped' });

/** Whether the run gives out no work any more. */
export const hasStopped = ({ taskRun }: Run) => taskRun.matches('stopped') || taskRun.matches('completed');

/** The state of a unit without a fact of its own, which is not kept: open, or expired with its run. */
export const untouched = (run: Run) => (hasStopped(run) ? expiredByStop : open);

/** The unit of this name, if the run has it. */
export function unitOf(run: Run, unitId: UnitId): units.IdentifiedUnit | undefined {
  const { run: runId, index, place } = partsOf(unitId);
  if (runId !== run.taskRun.context.runId || !(place < (run.freeUnits.sizes[index] ?? 0))) return undefined;
  return {
    unitId,
    assignmentId: assignmentIdOf(runId, index),
    unit: run.units.get(unitId) ?? units.unit.wake(untouched(run)),
  };
}

/** The assignment at an index of the run's data. */
export function assignmentAt(run: Run, index: number): assignments.Assignment {
  const assignmentId = assignmentIdOf(run.taskRun.context.runId, index);
  const kept = run.assignments.get(assignmentId);
  if (kept) return kept;
  const data = { assignmentId, units: run.freeUnits.sizes[index] ?? 0 };
  const created = { type: 'assignment.created', data };
  return assignments.assignment.fold([created]);
}
