import { LRUCache } from 'lru-cache';
import { type AgentId, type AssignmentId, assignmentIdOf, partsOf, type RunId } from '../../../events/ids.ts';
import { blueprintOf } from '../../../runtime/blueprints/blueprints.ts';
import { live } from '../../../runtime/blueprints/live.ts';
import type { AgentView, RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { Conversations } from '../../../runtime/conversations/conversations.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import { noNames, noteNames, type Update, updatesOf } from './conversation-updates.ts';
import type { AgentDetails } from './packets.ts';

type Settings = {
  runs: Pick<RunCalls, 'agents'>;
  conversations: Pick<Conversations, 'recordOf'>;
  files: Pick<Files, 'get'>;
  report: (error: unknown) => void;
};

/** What is recorded for a page, and the place in the log that it reaches to: later updates are not among these. */
export type Past = { updates: Update[]; last: number };

/** What pages get again of their conversations. */
export type PastUpdates = {
  /** The details of an agent in a conversation with everything that its page got or said so far, as pages of chats expect it. */
  withPast(details: AgentDetails, described: RunDescription): Promise<AgentDetails>;
  /** What the page of an agent may have missed, but its own words: everything after a place in the log or, without, since it was loaded. */
  missed(run: string, agent: AgentView, after?: number): Promise<Past>;
};

const maxAgents = 50_000;

/** The conversation of an agent; undefined in an onboarding. */
export const conversationOfAgent = (run: string, { unitId }: AgentView): AssignmentId | undefined =>
  unitId && assignmentIdOf(run as RunId, partsOf(unitId).index);

/** Remembers how much each page got when it was loaded, so that its connection does not bring it a second time. */
export function openPastUpdates({ runs, conversations, files, report }: Settings): PastUpdates {
  const given = new LRUCache<AgentId, number>({ max: maxAgents });

  async function updatesFor(run: string, agent: AgentView, { after, isPast }: { after: number; isPast: boolean }) {
    const assignmentId = conversationOfAgent(run, agent);
    const names = noNames();
    const past: Past = { updates: [], last: after };
    if (assignmentId === undefined) return past;
    const { agentId } = agent;
    for (const step of await conversations.recordOf(run, assignmentId)) {
      noteNames(names, step);
      if (step.order <= after) continue;
      past.last = step.order;
      // Whoever has left hears nothing more; a newcomer reads what was said before.
      if (names.left.has(agentId)) continue;
      try {
        past.updates.push(...(await updatesOf(step, { agentId, names, files }, isPast)));
      } catch (error) {
        // One message that cannot be read does not keep back the others.
        report(error);
      }
    }
    return past;
  }

  return {
    async withPast(details, { run, config }) {
      const { agent_id, init_task_data: task_data } = details;
      if (agent_id === null || blueprintOf(config) !== live) return details;
      const [agent] = await runs.agents({ run, agentIds: [agent_id] });
      if (!agent?.unitId) return details;
      const { updates, last } = await updatesFor(run, agent, { after: 0, isPast: true });
      given.set(agent.agentId, last);
      return { ...details, init_task_data: live.dataOf!(task_data, { past_live_updates: updates }) };
    },
    missed: (run, agent, after = given.get(agent.agentId) ?? 0) => updatesFor(run, agent, { after, isPast: false }),
  };
}
