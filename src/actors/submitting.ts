import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId } from '../events/ids.ts';
import * as agents from './agent.ts';
import { isAtMaximum } from './arriving.ts';
import { isSeat } from './conversation-at.ts';
import * as judging from './judging.ts';
import { agentIn, unitIn } from './known.ts';
import { measuredSince } from './measured.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import { isWithoutSeat } from './seat-ends.ts';
import { secondsFor } from './seconds-for.ts';
import { purposeOf } from './special-units.ts';
import * as units from './unit.ts';

/** `elsewhere` as in an arrival; without `now` the active seconds cannot be checked, and are left out. */
export type SubmitCommand = {
  type: 'agent.submit';
  agentId: AgentId;
  limits?: agents.Limits;
  elsewhere?: number;
  now?: string;
  /** How a screening or gold unit was answered, where that is known at once. */
  outcome?: judging.Outcome;
} & units.Answer;

/** An agent hands in; an empty list for the same answer again. */
export function submit(run: Run, command: SubmitCommand): AnyNewFact[] {
  const { type: _, agentId, limits, elsewhere = 0, now, activeSeconds: active, outcome, ...answer } = command;
  const agent = agentIn(run, agentId);
  if (agents.hasSubmitted(agent)) {
    // A page that heard no reply sends the same again.
    if (agents.isItsAnswer(agent, answer.answer)) return [];
    // What was handed in for a member of a conversation is all there is.
    if (isSeat(run, agent.context.unitId) && isEmpty(answer.answer)) return [];
    throw refuse('agent/already-submitted', { agent: agentId });
  }
  agents.assertAnswerBytes(answer, limits);
  agents.assertFileBytes(agent, answer.files, limits);
  const { workerId, unitId } = agent.context;
  const named = unitIn(run, unitId);
  // An answer after its deadline is one too many if its worker has meanwhile reached the maximum with others.
  const isOneTooMany = !named.unit.matches('assigned') && isAtMaximum(run, workerId, elsewhere);
  const isLost = isWithoutSeat(run, agentId, named);
  const counts = units.takesAnswerOf(named.unit, agentId) && !isOneTooMany && !isLost;
  if (!counts) return [agents.submittedLate(agentId, agent, answer)];
  const seconds = run.formerSeconds.get(unitId) ?? secondsFor(run.taskRun.context.settings);
  const measured = measuredSince(named.unit, { active, signals: answer.signals, seconds, now });
  const facts = units.decide({ type: 'unit.submit', agentId, workerId, ...answer, ...measured }, named);
  const purpose = purposeOf(run.special, unitId);
  if (!purpose || !outcome) return facts;
  // In one commit, so that nothing has to wait for it.
  return [...facts, judging.judged({ unitId, assignmentId: named.assignmentId, agentId, workerId }, purpose, outcome)];
}

const isEmpty = (answer: unknown): boolean =>
  answer === undefined || answer === null || (typeof answer === 'object' && Object.keys(answer).length === 0);
