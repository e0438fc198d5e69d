import type { AnyNewFact } from '../events/catalog.ts';
import { type AgentId, type AssignmentId, partsOf, type UnitId } from '../events/ids.ts';
import { type AddDataCommand, addData, createAssignments } from './added-data.ts';
import { unfinishedAddition } from './additions.ts';
import * as agents from './agent.ts';
import { type ArrivalCommand, connect } from './arriving.ts';
import * as assignments from './assignment.ts';
import * as bonuses from './bonus.ts';
import { requireBonusBudget, requireReopenedPlace } from './budget.ts';
import * as comments from './comment.ts';
import { isSeat } from './conversation-at.ts';
import * as conversations from './conversation-decide.ts';
import { isPaidThroughProvider, requireByHand } from './due-payments.ts';
import * as followUps from './follow-up.ts';
import * as invitations from './invitation.ts';
import * as judging from './judging.ts';
import { agentIn, unitIn } from './known.ts';
import * as onboardings from './onboarding.ts';
import { needsMore } from './overlap.ts';
import * as paidByHand from './paid-by-hand.ts';
import * as procedures from './procedure.ts';
import * as providers from './provider-decide.ts';
import { isToRecord, type LostAnswer, type Origin, recoverAnswer, recovered } from './recovery.ts';
import { refuse } from './refusals.ts';
import { returned, withdrawnIfStopped } from './returning.ts';
import * as reviews from './review.ts';
import * as ruleApplications from './rule-application.ts';
import * as rules from './rules.ts';
import { assignmentAt, type Run } from './run.ts';
import { timedOut } from './seat-ends.ts';
import { type SubmitCommand, submit } from './submitting.ts';
import * as taskRuns from './task-run.ts';
import { decide as decideOnRun, type TaskRunCommand } from './task-run-decide.ts';
import * as units from './unit.ts';

// ── Commands ─────────────────────────────────────────────────────────────────

/** A command to a run. Times, new ids and what other runs know are in it, so a decision needs no clock and no randomness. */
export type RunCommand =
  | TaskRunCommand
  | invitations.InvitationCommand
  | { type: 'assignment.create'; items: readonly assignments.Item[] }
  | AddDataCommand
  | ArrivalCommand
  | onboardings.OnboardingCommand
  | procedures.ProcedureCommand
  | conversations.ConversationCommand
  | judging.JudgementCommand
  | ruleApplications.RuleCommand
  | SubmitCommand
  | { type: 'agent.return'; agentId: AgentId; now: string }
  | ({ type: 'agent.submit-metadata'; agentId: AgentId; limits?: agents.Limits } & agents.Packet)
  | { type: 'agent.log-error'; agentId: AgentId; error: unknown }
  | { type: 'agent.recover'; now: string; lost: LostAnswer; origin: Origin }
  /** Without an agent, it belongs to whoever submitted the unit. */
  | { type: 'run.recover'; what: Extract<RunCommand, { unitId: UnitId }>; agentId?: AgentId; origin: Origin }
  | assignments.AssignmentCommand
  | ({ unitId: UnitId } & Extract<units.UnitCommand, { type: `unit.${'time-out' | 'expire'}` }>)
  | SubmittedUnitCommand
  | providers.ProviderCommand
  | paidByHand.PaymentCommand;

type SubmittedUnitCommand = { unitId: UnitId } & (
  | reviews.AnyReviewCommand
  | reviews.UndoVerdictCommand
  | bonuses.BonusCommand
  | comments.CommentCommand
  | comments.LostCommentCommand
  | paidByHand.LostPaymentCommand
  | followUps.FollowUpCommand
);

/** The facts that the command leads to, none when it changes nothing; throws refusals. */
export function decide(command: RunCommand, run: Run): AnyNewFact[] {
  if (conversations.isConversationCommand(command)) return conversations.decide(command, run);
  if (providers.isProviderCommand(command)) return providers.decide(command, run);
  switch (command.type) {
    case 'task-run.open':
    case 'task-run.launch':
    case 'task-run.end-data':
    case 'task-run.pause':
    case 'task-run.resume':
    case 'task-run.extend':
    case 'task-run.change-settings':
    case 'task-run.note-code':
    case 'task-run.note-page':
    case 'task-run.stop':
    case 'task-run.hide':
    case 'task-run.show':
      return decideOnRun(command, run.taskRun);
    case 'invitation.create':
    case 'invitation.withdraw':
      return invitations.decide(command, run.taskRun, run.invitations);
    case 'assignment.create':
      taskRuns.requireCollecting(run.taskRun);
      return createAssignments(run, command.items);
    case 'task-run.add-data':
      return addData(run, command);
    case 'agent.connect':
      return connect(run, command);
    case 'onboarding.submit':
    case 'onboarding.judge':
    case 'onboarding.note-granted':
      return onboardings.decide(command, run.onboardings, run.taskRun.context.settings);
    case 'procedure.call':
    case 'procedure.answer':
    case 'procedure.fail':
      return procedures.decide(command, run.procedures, run);
    case 'agent.submit':
      return submit(run, command);
    case 'agent.return':
      return returned(run, command);
    case 'agent.submit-metadata':
      return [agents.submitMetadata(command.agentId, agentIn(run, command.agentId), command, command.limits)];
    case 'agent.log-error':
      return agents.logError(command.agentId, agentIn(run, command.agentId), command.error);
    case 'agent.recover': {
      const { lost, now, origin } = command;
      return recovered(recoverAnswer(run, lost, unitIn(run, lost.unitId), now), lost.agentId, origin);
    }
    case 'run.recover': {
      const { what, origin } = command;
      const named = unitIn(run, what.unitId);
      const { agentId = units.submittedWork(named).agentId } = command;
      if (!isToRecord(what, named.unit, agentId)) return [];
      return recovered(decide(what, run), agentId, origin);
    }
    case 'assignment.adjudicate':
    case 'assignment.withdraw-adjudication':
      return assignments.decide(command, assignmentIn(run, command.assignmentId));
    default:
      return decideOnUnit(command, run);
  }
}

type UnitRelated =
  | Extract<RunCommand, { unitId: UnitId }>
  | judging.JudgementCommand
  | ruleApplications.RuleCommand
  | paidByHand.PaymentCommand;

function decideOnUnit(command: UnitRelated, run: Run): AnyNewFact[] {
  switch (command.type) {
    case 'rule.undo':
    case 'rule.note-followed':
      return ruleApplications.decide(command, run.rules.states.get(command.applicationId), run.taskRun.context.runId);
    case 'unit.judge':
      return judging.judge(command, unitIn(run, command.unitId), run.special);
    case 'units.note-judgements-followed':
      return judging.followed(command.unitIds, run.special);
    case 'unit.time-out':
      return timedOutIn(run, command);
    case 'unit.expire':
      return units.decide(command, unitIn(run, command.unitId));
    case 'units.pay':
    case 'units.undo-payments':
      return paidByHand.decide(
        command,
        (unitId) => unitIn(run, unitId),
        run.bonuses,
        (of) => isPaidThroughProvider(run, of),
      );
    default:
      return decideOnSubmitted(command, run);
  }
}

function decideOnSubmitted(command: SubmittedUnitCommand, run: Run): AnyNewFact[] {
  const named = unitIn(run, command.unitId);
  const bonus = command.type === 'unit.grant-bonus' ? command : 'bonus' in command ? command.bonus : undefined;
  if (bonus && !run.bonuses.has(bonus.bonusId)) requireBonusBudget(run, command.unitId, bonus.cents, bonus.budget);
  if (command.type === 'unit.accept') requireReopenedPlace(run, named, command.budget);
  switch (command.type) {
    case 'unit.recover-payment':
      return paidByHand.recover(command, named);
    case 'unit.pay-bonus':
    case 'unit.withdraw-bonus':
    case 'unit.undo-bonus-payment':
      requireByHand(run, command);
      return bonuses.decide(command, named, run.bonuses);
    case 'unit.grant-bonus':
      return bonuses.decide(command, named, run.bonuses);
    case 'unit.comment':
    case 'unit.edit-comment':
    case 'unit.remove-comment':
      return comments.decide(command, named, run.comments);
    case 'unit.recover-comment':
      return comments.recover(command, named, run.comments);
    case 'unit.undo-verdict':
      return reviews.undoVerdict(command, named, run.bonuses);
    case 'unit.note-followed':
      return followUps.decide(command, named, run.followUps);
    default:
      return reviews.decide(command, named, run);
  }
}

function timedOutIn(run: Run, command: Extract<units.UnitCommand, { type: 'unit.time-out' }> & { unitId: UnitId }) {
  const named = unitIn(run, command.unitId);
  if (isSeat(run, command.unitId)) return timedOut(run, named, command.now);
  return withdrawnIfStopped(run, units.decide(command, named), command.unitId);
}

/** What belongs in the same commit: rules that apply, completions, and the units that are added where answers agree too little. */
export function react(run: Run): AnyNewFact[] {
  return [...rules.reactionsOf(run.rules, run.taskRun.context.runId), ...completions(run)];
}

function completions(run: Run): AnyNewFact[] {
  const { overlap, conversation } = run.taskRun.context.settings;
  const extended: AnyNewFact[] = [];
  const whole: AnyNewFact[] = [];
  for (const index of run.settledWhole) {
    const assignment = assignmentAt(run, index);
    // One more unit of a conversation that is over would be a seat without others.
    const isOpenToMore = overlap && !conversation && taskRuns.isCollecting(run.taskRun);
    if (isOpenToMore && needsMore(run.labels, overlap, index, assignment.context.units))
      extended.push(assignments.extended(assignment));
    else whole.push(...assignments.completionOf(assignment, run.settled[index] ?? 0));
  }
  // The run has open units again.
  if (extended.length > 0) return [...whole, ...extended];
  // Further items are to come, unless the run was stopped.
  if (unfinishedAddition(run) && taskRuns.isCollecting(run.taskRun)) return whole;
  return [...whole, ...taskRuns.completionOf(run.taskRun, run.tally)];
}

function assignmentIn(run: Run, assignmentId: AssignmentId): assignments.Assignment {
  const { run: runId, index } = partsOf(assignmentId);
  const isHere = runId === run.taskRun.context.runId && index < run.freeUnits.sizes.length;
  if (!isHere) throw refuse('assignment/unknown', { assignment: assignmentId });
  return assignmentAt(run, index);
}
