import type { AnyNewFact, Fact } from '../events/catalog.ts';
import {
  type AgentId,
  type AssignmentId,
  assignmentIdOf,
  partsOf,
  type UnitId,
  unitIdOf,
  type WorkerId,
} from '../events/ids.ts';
import { actorStatesOf } from './actor-states.ts';
import * as agents from './agent.ts';
import * as assignments from './assignment.ts';
import { type Bonuses, noteBonus } from './bonus.ts';
import { type FollowUps, noFollowUps, noteFollowUp } from './follow-up.ts';
import {
  add,
  close,
  type FreeUnits,
  giveBack,
  grow,
  noFreeUnits,
  returned,
  take,
  type WorkerInRun,
  workerIn,
} from './free-units.ts';
import { isOnboardingFact, noOnboardings, noteOnboarding, type Onboardings } from './onboarding.ts';
import { emptyTally, type Tally } from './tally.ts';
import * as taskRuns from './task-run.ts';
import * as units from './unit.ts';

/** A whole run as one state, on which its commands are decided. It changes only through `evolve`. */
export type Run = {
  taskRun: taskRuns.TaskRun;
  assignments: ReturnType<typeof actorStatesOf<assignments.Assignment, { assignmentId: AssignmentId; units: number }>>;
  units: ReturnType<typeof actorStatesOf<units.Unit, units.Unit['context']>>;
  onboardings: Onboardings;
  agents: ReturnType<typeof actorStatesOf<agents.Agent, agents.Agent['context']>>;
  freeUnits: FreeUnits;
  workers: Map<WorkerId, WorkerInRun>;
  /** Which agent a page's registration became, so that a reload resumes. */
  registrations: Map<string, AgentId>;
  inWork: Set<UnitId>;
  /** Per assignment, how many of its units are submitted or expired; and those where that is all of them. */
  settled: number[];
  settledWhole: Set<number>;
  bonuses: Bonuses;
  followUps: FollowUps;
  tally: Tally;
};

/** A run before its first fact. */
export const newRun = (): Run => ({
  taskRun: taskRuns.taskRun.initial,
  assignments: actorStatesOf(assignments.assignment),
  units: actorStatesOf(units.unit),
  onboardings: noOnboardings(),
  agents: actorStatesOf(agents.agent),
  freeUnits: noFreeUnits(),
  workers: new Map(),
  registrations: new Map(),
  inWork: new Set(),
  settled: [],
  settledWhole: new Set(),
  bonuses: new Map(),
  followUps: noFollowUps(),
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
const untouched = (run: Run) => (hasStopped(run) ? expiredByStop : open);

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

// ── Evolution ────────────────────────────────────────────────────────────────

/** Takes a fact in: the one way a run changes. */
export function evolve(run: Run, fact: Fact | AnyNewFact): void {
  switch (fact.type) {
    case 'assignment.created':
      add(run.freeUnits, fact.data.units);
      run.settled.push(0);
      run.tally.units += fact.data.units;
      run.tally.open += fact.data.units;
      return;
    case 'assignment.completed':
    case 'assignment.adjudicated': {
      const { index } = partsOf(fact.data.assignmentId);
      run.assignments.apply(fact.data.assignmentId, fact, assignments.assignment.rest(assignmentAt(run, index)));
      if (fact.type === 'assignment.completed') run.settledWhole.delete(index);
      return;
    }
    case 'task-run.extended':
      extend(run, fact);
      run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
      return;
    case 'agent.connected': {
      const { agentId, workerId, registration } = fact.data;
      run.agents.apply(agentId, fact);
      run.registrations.set(registrationKey(workerId, registration), agentId);
      return;
    }
    case 'agent.submitted-late':
    case 'agent.metadata-submitted':
    case 'agent.error-logged':
    case 'agent.work-recovered':
      run.agents.apply(fact.data.agentId, fact);
      return;
    case 'task-run.stopped':
      for (const { index, place } of returned(run.freeUnits)) {
        run.units.apply(unitIdOf(fact.data.runId, index, place), fact, untouched(run));
      }
      close(run.freeUnits);
      run.tally.expired += run.tally.open;
      run.tally.open = 0;
      run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
      return;
    default:
      if (isOnboardingFact(fact)) noteOnboarding(run.onboardings, fact);
      else if (fact.type.startsWith('task-run.')) run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
      else evolveUnit(run, fact as UnitFact);
  }
}

type Extension = Extract<AnyNewFact, { type: 'task-run.extended' }>;

/** The missing units of every assignment are created, open; only assignments that have had a fact of their own are kept. */
function extend(run: Run, fact: Extension): void {
  const { runId, unitsPerAssignment } = fact.data;
  for (const { index, by } of grow(run.freeUnits, unitsPerAssignment, run.workers.values())) {
    run.settledWhole.delete(index);
    run.tally.units += by;
    run.tally.open += by;
    const assignmentId = assignmentIdOf(runId, index);
    if (run.assignments.get(assignmentId)) run.assignments.apply(assignmentId, fact);
  }
}

type UnitFact = Extract<AnyNewFact, { type: `unit.${string}` }>;

function evolveUnit(run: Run, fact: UnitFact): void {
  const { unitId } = fact.data;
  const { index, place } = partsOf(unitId);
  const { tally, freeUnits } = run;
  const wasHeld = run.inWork.has(unitId);

  const before = units.isReview(fact) ? decisionOn(run, unitId) : undefined;
  run.units.apply(unitId, fact, untouched(run));
  if ('agentId' in fact.data) run.agents.apply(fact.data.agentId, fact);

  switch (fact.type) {
    case 'unit.assigned': {
      const worker = workerIn(run.workers, fact.data.workerId);
      take(freeUnits, { index, place }, worker);
      worker.had.add(index);
      worker.held.push(unitId);
      run.inWork.add(unitId);
      tally.open--;
      tally.assigned++;
      return;
    }
    case 'unit.submitted': {
      const worker = workerIn(run.workers, fact.data.workerId);
      worker.submitted++;
      if (wasHeld) {
        letGo(worker, unitId);
        tally.assigned--;
        run.inWork.delete(unitId);
      } else {
        take(freeUnits, { index, place });
        tally.open--;
      }
      tally.completed++;
      settle(run, index);
      return;
    }
    case 'unit.returned':
    case 'unit.timed-out':
      letGo(workerIn(run.workers, fact.data.workerId), unitId);
      run.inWork.delete(unitId);
      giveBack(freeUnits, { index, place });
      tally.assigned--;
      tally.open++;
      return;
    case 'unit.expired':
      take(freeUnits, { index, place });
      tally.open--;
      tally.expired++;
      settle(run, index);
      return;
    case 'unit.bonus-granted':
    case 'unit.bonus-paid':
    case 'unit.bonus-withdrawn':
      noteBonus(run.bonuses, fact);
      return;
  }
  noteFollowUp(run.followUps, fact);
  if (before) tally[before]--;
  const after = decisionOn(run, unitId);
  if (units.isReview(fact) && after) tally[after]++;
}

function letGo({ held }: WorkerInRun, unitId: UnitId): void {
  const at = held.indexOf(unitId);
  if (at >= 0) held.splice(at, 1);
}

/** What the unit counts as since it was reviewed, if it was. */
function decisionOn(run: Run, unitId: UnitId): 'accepted' | 'soft_rejected' | 'rejected' | undefined {
  const state = run.units.get(unitId)?.value;
  return state === 'accepted' || state === 'soft_rejected' || state === 'rejected' ? state : undefined;
}

function settle(run: Run, index: number): void {
  const settled = (run.settled[index] ?? 0) + 1;
  run.settled[index] = settled;
  if (settled >= (run.freeUnits.sizes[index] ?? 0)) run.settledWhole.add(index);
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
