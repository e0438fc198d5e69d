import type { AnyNewFact, Fact } from '../events/catalog.ts';
import { assignmentIdOf, partsOf, unitIdOf } from '../events/ids.ts';
import type { OnboardingFact } from '../events/onboarding.ts';
import { noteAddedData } from './additions.ts';
import * as assignments from './assignment.ts';
import { isConversationFact, noteConversation, noteHandedIn } from './conversations.ts';
import { noteOwed } from './due-payments.ts';
import { evolveUnit, isAssessing, type UnitFact } from './evolve-unit.ts';
import { add, addTaken, addUnit, close, grow, returned } from './free-units.ts';
import { noteGoldBonus } from './gold-bonus.ts';
import { noteInvitation } from './invitation.ts';
import { openInOrder } from './next-in-order.ts';
import { isOfferFact } from './offer.ts';
import { isOnboardingFact, noteOnboarding } from './onboarding.ts';
import { isPaymentFact, notePayment } from './payment.ts';
import { forgetCalls, isProcedureFact, noteProcedure } from './procedure.ts';
import { isSubmissionFact, noteAgentOf, noteSubmission } from './provider-submission.ts';
import { changeRules, isRuleFact, noteRule } from './rules.ts';
import { assignmentAt, type Run, registrationKey, untouched } from './run.ts';
import { secondsFor } from './seconds-for.ts';
import { noteSpecial } from './special-units.ts';
import * as taskRuns from './task-run.ts';
import { noteTreatment } from './treatments.ts';

/** Takes a fact in: the one way a run changes. */
export function evolve(run: Run, fact: Fact | AnyNewFact): void {
  switch (fact.type) {
    case 'assignment.created':
      if (fact.data.special) addTaken(run.freeUnits);
      else add(run.freeUnits, fact.data.units, fact.data);
      noteSpecial(run.special, fact);
      noteAddedData(run.additions, fact);
      run.settled.push(0);
      if ((fact.data.unitData || fact.data.special) && overlapOf(run)) run.labels.fixed.add(run.settled.length - 1);
      run.tally.units += fact.data.units;
      run.tally.open += fact.data.units;
      if (fact.data.special) run.tally.special_units += fact.data.units;
      return;
    case 'assignment.extended':
      addUnitTo(run, fact);
      return;
    case 'assignment.completed':
    case 'assignment.adjudicated':
    case 'assignment.adjudication-withdrawn': {
      const { index } = partsOf(fact.data.assignmentId);
      run.assignments.apply(fact.data.assignmentId, fact, assignments.assignment.rest(assignmentAt(run, index)));
      if (fact.type === 'assignment.completed') run.settledWhole.delete(index);
      return;
    }
    case 'task-run.opened': {
      const { unitOrder = { by: 'first_in' }, treatments } = fact.data.settings;
      const isGrouped = unitOrder.roundRobin !== undefined || treatments?.within !== undefined;
      if (fact.data.settings.unitOrder || isGrouped) run.freeUnits.inOrder = openInOrder(unitOrder, isGrouped);
      run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
      return;
    }
    case 'task-run.settings-changed':
      changeSettings(run, fact);
      return;
    case 'task-run.extended':
      extend(run, fact);
      run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
      return;
    case 'agent.connected': {
      const { agentId, workerId, registration, treatment } = fact.data;
      if (treatment) noteTreatment(run.treatments, workerId, treatment);
      run.agents.apply(agentId, fact);
      if (isAssessing(run)) noteSpecial(run.special, fact);
      run.registrations.set(registrationKey(workerId, registration), agentId);
      if (fact.data.submissionId) noteAgentOf(run.submissions, fact.data.submissionId, agentId);
      return;
    }
    case 'agent.submitted-late':
    case 'agent.metadata-submitted':
    case 'agent.error-logged':
    case 'agent.work-recovered':
      run.agents.apply(fact.data.agentId, fact);
      return;
    case 'invitation.created':
    case 'invitation.withdrawn':
      noteInvitation(run.invitations, fact);
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
      evolveActor(run, fact);
  }
}

function evolveActor(run: Run, fact: Fact | AnyNewFact): void {
  if (isOnboardingFact(fact)) evolveOnboarding(run, fact);
  else if (isRuleFact(fact)) noteRule(run.rules, fact);
  else if (isProcedureFact(fact)) noteProcedure(run.procedures, fact);
  else if (isConversationFact(fact)) noteConversation(run, fact, run.taskRun.context.settings.conversation);
  else if (isOfferFact(fact)) run.offers.apply(fact.data.offerId, fact);
  else if (isSubmissionFact(fact)) noteSubmission(run.submissions, fact);
  else if (isPaymentFact(fact)) notePayment(run.payments, fact);
  else if (fact.type.startsWith('task-run.')) {
    noteAddedData(run.additions, fact);
    run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
  } else {
    evolveUnit(run, fact as UnitFact);
    noteOwed(run, fact);
    noteGoldBonus(run, fact);
    noteHandedIn(run, fact as UnitFact);
  }
}

function evolveOnboarding(run: Run, fact: OnboardingFact): void {
  noteOnboarding(run.onboardings, fact);
  const isOver = fact.type === 'onboarding.passed' || fact.type === 'onboarding.failed';
  if (isOver) forgetCalls(run.procedures, fact.data.agentId);
}

const overlapOf = ({ taskRun }: Run) => taskRun.context.settings.overlap;

type OneMore = Extract<AnyNewFact, { type: 'assignment.extended' }>;

function addUnitTo(run: Run, fact: OneMore): void {
  const { index } = partsOf(fact.data.assignmentId);
  run.assignments.apply(fact.data.assignmentId, fact, assignments.assignment.rest(assignmentAt(run, index)));
  addUnit(run.freeUnits, index);
  run.settledWhole.delete(index);
  run.tally.units++;
  run.tally.open++;
}

/** Units in hand keep the time that they were given out with. */
function changeSettings(run: Run, fact: Extract<AnyNewFact, { type: 'task-run.settings-changed' }>): void {
  const { assignmentDurationSeconds, conversation } = run.taskRun.context.settings;
  run.taskRun = taskRuns.taskRun.evolve(run.taskRun, fact);
  if (fact.data.settings.rules) changeRules(run.rules, fact.data.settings);
  if (run.taskRun.context.settings.assignmentDurationSeconds === assignmentDurationSeconds) return;
  const before = secondsFor({ assignmentDurationSeconds, conversation });
  for (const unitId of run.inWork) if (!run.formerSeconds.has(unitId)) run.formerSeconds.set(unitId, before);
}

type Extension = Extract<AnyNewFact, { type: 'task-run.extended' }>;

/** The missing units of every assignment are created, open; only assignments that have had a fact of their own are kept. */
function extend(run: Run, fact: Extension): void {
  const { runId, unitsPerAssignment } = fact.data;
  const isFixed = (index: number) => run.special.made.has(index);
  for (const { index, by } of grow(run.freeUnits, unitsPerAssignment, run.workers.values(), isFixed)) {
    run.settledWhole.delete(index);
    run.tally.units += by;
    run.tally.open += by;
    const assignmentId = assignmentIdOf(runId, index);
    if (run.assignments.get(assignmentId)) run.assignments.apply(assignmentId, fact);
  }
}
