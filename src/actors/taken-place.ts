import type { AnyNewFact } from '../events/catalog.ts';
import * as agents from './agent.ts';
import { begunBy } from './provider-submission.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { type Run, unitOf } from './run.ts';

/** Why a worker gets no unit in their place at a provider: one place is for one piece of work. Undefined if they do, or came without a place. */
export function placeRefusal(run: Run, { place }: Pick<agents.Arrival, 'place'>): Refusal | undefined {
  if (!place) return undefined;
  const { submissions } = run;
  const agentId = submissions.agentOf.get(place.submissionId);
  const agent = agentId && run.agents.get(agentId);
  if (agent && agents.hasSubmitted(agent)) return refuse('work/place-done');
  const state = submissions.states.get(place.submissionId);
  if (state && !state.matches('active')) return refuse('work/place-over');
  const held = agent && unitOf(run, agent.context.unitId)?.unit;
  // They go on with the piece of work that they hold.
  return held?.matches('assigned') && held.context.agentId === agentId ? refuse('work/too-many-at-once') : undefined;
}

/** The fact that a worker took a place, if nobody has told of it before they came. */
export function placeTaken(run: Run, { place, workerId, provider, worker }: agents.Arrival): AnyNewFact[] {
  if (!place || run.submissions.states.get(place.submissionId)) return [];
  const { submissionId, offerId, external } = place;
  const { runId } = run.taskRun.context;
  return [begunBy({ submissionId, workerId, provider, worker, external, status: 'active' }, { runId, offerId })];
}
