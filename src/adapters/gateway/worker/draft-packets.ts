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
    const {
      USED_AGENT_ID,
      onboarding_page: page = 1,
      draft = null,
      client_timestamp: sentAt,
    } = Draft.parse(request.body);
    await identity.requireOwn(described, request, [USED_AGENT_ID]);
    assertAnswerBytes({ answer: draft }, described.limits);
    const { agentId, unitId, status, hasSubmitted } = await agentOf(runs, described.run, USED_AGENT_ID);
    if (hasSubmitted) throw refuse('agent/already-submitted', { agent: agentId });
    // An onboarding that was submitted takes no other answer, and neither does a unit that was returned.
    if (unitId ? status === 'returned' : status !== 'onboarding') throw refuse('agent/no-draft');
    const savedAt = typeof sentAt === 'number' ? Math.min(sentAt, now() / 1000 + maxAheadSeconds) : now() / 1000;
    const kept = unitId ? draft : ({ page, draft } satisfies DraftOfPage);
    if (!answerDrafts.save(agentId, { draft: kept, savedAt })) throw refuse('agent/newer-draft');
    return { status: 'Saved draft' };
  });
}

/** How far a page's clock may be ahead, so that a wrong one does not keep later drafts out for ever. */
const maxAheadSeconds = 600;

/** The page of an onboarding that its details show, counted from 1; a lone page says where it is only after a mistake. */
const pageOf = ({ init_task_data }: AgentDetails): number =>
  (init_task_data as { onboarding?: { page?: number } } | null)?.onboarding?.page ?? 1;

/** A draft of an onboarding: one for all its pages, which have the same agent. */
type DraftOfPage = { page: number; draft: unknown };

/** The details with the draft of their agent, if it has one for what they show. */
export function withDraft(details: AgentDetails, drafts: Pick<AnswerDrafts, 'find'>): AgentDetails {
  const { agent_id: agentId } = details;
  const found = agentId === null ? undefined : drafts.find(agentId);
  if (!found) return details;
  if (!agentId?.startsWith(onboardingPrefix)) return { ...details, draft: found.draft, draft_saved_at: found.savedAt };
  const { page, draft } = found.draft as DraftOfPage;
  return page === pageOf(details) ? { ...details, draft, draft_saved_at: found.savedAt } : details;
}

/** Removes the draft of a page of an onboarding that was submitted, unless the same page is shown again. */
export function forgetStep(submission: OnboardingSubmission, next: AgentDetails, drafts: Pick<AnswerDrafts, 'forget'>) {
  const { USED_AGENT_ID, onboarding_page = 1 } = submission.provider_data;
  if (next.agent_id !== USED_AGENT_ID || onboarding_page !== pageOf(next)) drafts.forget(USED_AGENT_ID);
}
