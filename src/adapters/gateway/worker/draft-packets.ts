import type { FastifyInstance } from 'fastify';
import { assertAnswerBytes } from '../../../actors/agent.ts';
import { onboardingPrefix } from '../../../actors/onboarding.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { AnswerDrafts } from '../../answer-drafts/answer-drafts.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from '../identity/identity.ts';
import { agentOf } from './agent-calls.ts';
import type { AgentDetails } from './packets.ts';
import { Draft, type OnboardingSubmission } from './requests.ts';

type Settings = {
  runs: RunCalls;
  describe: RunDescriptions;
  rates: Pick<Rates, 'draft'>;
  identity: Pick<Identity, 'requireOwn'>;
  answerDrafts: AnswerDrafts;
  now: () => number;
};

/** Keeps what workers have so far, for the agent that comes back to it. */
export function draftPackets(app: FastifyInstance, settings: Settings): void {
  const { runs, describe, rates, identity, answerDrafts, now } = settings;
  app.post(`${runRoutes}/save_draft`, { onRequest: rates.draft }, async (request) => {
    const described = await describe((request.params as { run: string }).run);
    const { USED_AGENT_ID, onboarding_page: page, draft = null, client_timestamp: sentAt } = Draft.parse(request.body);
    await identity.requireOwn(described, request, [USED_AGENT_ID]);
    assertAnswerBytes({ answer: draft }, described.limits);
    const { agentId, unitId, status, hasSubmitted } = await agentOf(runs, described.run, USED_AGENT_ID);
    if (hasSubmitted) throw refuse('agent/already-submitted', { agent: agentId });
    // An onboarding that was submitted takes no other answer, and neither does a unit that was returned.
    if (unitId ? status === 'returned' : status !== 'onboarding') throw refuse('agent/no-draft');
    const savedAt = typeof sentAt === 'number' ? Math.min(sentAt, now() / 1000 + maxAheadSeconds) : now() / 1000;
    answerDrafts.save(unitId ? agentId : onboardingKey(agentId, page), { draft, savedAt });
    return { status: 'Saved draft' };
  });
}

/** How far a page's clock may be ahead, so that a wrong one does not keep later drafts out for ever. */
const maxAheadSeconds = 600;

/** Under what the draft of a page of an onboarding is kept: its pages have the same agent. */
const onboardingKey = (agentId: string, page = 1): string => `${agentId}.${page}`;

/** Under what the draft of these details is kept; null for nobody's. */
function keyOf({ agent_id: agentId, init_task_data }: AgentDetails): string | null {
  if (!agentId?.startsWith(onboardingPrefix)) return agentId;
  // A lone page says where it is only after a mistake.
  return onboardingKey(agentId, (init_task_data as { onboarding?: { page?: number } } | null)?.onboarding?.page);
}

/** The details with the draft of their agent, if it has one. */
export function withDraft(details: AgentDetails, drafts: Pick<AnswerDrafts, 'find'>): AgentDetails {
  const key = keyOf(details);
  const found = key === null ? undefined : drafts.find(key);
  return found ? { ...details, draft: found.draft, draft_saved_at: found.savedAt } : details;
}

/** Removes the draft of a page of an onboarding that was submitted, unless the same page is shown again. */
export function forgetStep(submission: OnboardingSubmission, next: AgentDetails, drafts: Pick<AnswerDrafts, 'forget'>) {
  const { USED_AGENT_ID, onboarding_page } = submission.provider_data;
  const key = onboardingKey(USED_AGENT_ID, onboarding_page);
  if (key !== keyOf(next)) drafts.forget(key);
}
