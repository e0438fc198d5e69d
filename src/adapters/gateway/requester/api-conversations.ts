import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/conversations.ts';
import { AgentId, AssignmentId } from '../../../events/ids.ts';
import {
  conversationCounts,
  conversationIn,
  conversationPage,
  conversationState,
} from '../../../projections/units/conversation-rows.ts';
import type { RequesterTalk } from '../../../runtime/conversations/requester.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { caughtUp, scopeCaughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { openSharedBudgets, pageBudget } from '../worker/packet-budget.ts';

type Settings = { readModel: ReadModel; requesterTalk: RequesterTalk; now: () => number };

/** The conversations of runs: watching them, saying something in one, and ending it. */
export function conversationsApi(app: FastifyInstance, { readModel, requesterTalk, now }: Settings): void {
  // Each account may say as much as the page of a worker.
  const budgets = openSharedBudgets(pageBudget, now);

  /** The id of a conversation that somebody is in, or was when it was over. */
  function known(conversation: string): AssignmentId {
    const assignmentId = AssignmentId.safeParse(conversation).data;
    const state = assignmentId && conversationState(readModel.db, assignmentId);
    if (!state) throw refuse('conversation/unknown', { conversation });
    if (state === 'empty') throw refuse('conversation/not-begun');
    return assignmentId;
  }

  serve(app, api.listConversations, async ({ params: { run }, query: { after, ...page } }) => {
    await scopeCaughtUp(readModel, { after, run });
    const { db } = readModel;
    const sequence = readModel.sequence();
    return { ...conversationPage(db, run, page), counts: conversationCounts(db, run), sequence };
  });

  serve(app, api.getConversation, async ({ params: { conversation }, query: { after, ...part } }) => {
    await caughtUp(readModel, after);
    const sequence = readModel.sequence();
    const found = conversationIn(readModel.db, conversation, part);
    if (!found) throw refuse('conversation/unknown', { conversation });
    return { ...found, sequence };
  });

  serve(app, api.sayInConversation, async ({ params: { conversation }, body: { text, to }, by }) => {
    const assignmentId = known(conversation);
    const agents = to?.map((agent) => {
      const agentId = AgentId.safeParse(agent).data;
      if (!agentId) throw refuse('conversation/no-such-member', { agent });
      return agentId;
    });
    if (!budgets.takes(by)) throw refuse('request/too-often', { seconds: 1 });
    return requesterTalk.say({ assignmentId, by, text, ...(agents ? { to: agents } : {}) });
  });

  serve(app, api.endConversation, async ({ params: { conversation }, body, by }) =>
    requesterTalk.end({ assignmentId: known(conversation), by, note: body?.note }),
  );
}
