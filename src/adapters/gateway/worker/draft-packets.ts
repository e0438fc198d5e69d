import type { FastifyInstance } from 'fastify';
import { assertAnswerBytes } from '../../../actors/agent.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { AnswerDrafts } from '../../answer-drafts/answer-drafts.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from '../identity/identity.ts';
import { agentOf } from './agent-calls.ts';
import { Draft } from './requests.ts';

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
    const { USED_AGENT_ID, draft = null, client_timestamp: sentAt } = Draft.parse(request.body);
    await identity.requireOwn(described, request, [USED_AGENT_ID]);
    assertAnswerBytes({ answer: draft }, described.limits);
    const { agentId, unitId, status, hasSubmitted } = await agentOf(runs, described.run, USED_AGENT_ID);
    if (hasSubmitted) throw refuse('agent/already-submitted', { agent: agentId });
    // A page of an onboarding has no unit, and a unit that was returned takes no answer.
    if (!unitId || status === 'returned') throw refuse('agent/no-draft');
    const savedAt = typeof sentAt === 'number' ? Math.min(sentAt, now() / 1000 + maxAheadSeconds) : now() / 1000;
    answerDrafts.save(agentId, { draft, savedAt });
    return { status: 'Saved draft' };
  });
}

/** How far a page's clock may be ahead, so that a wrong one does not keep later drafts out for ever. */
const maxAheadSeconds = 600;
