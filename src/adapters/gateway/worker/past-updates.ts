import { LRUCache } from 'lru-cache';
import { type AgentId, type AssignmentId, assignmentIdOf, partsOf, type RunId } from '../../../events/ids.ts';
import { blueprintOf } from '../../../runtime/blueprints/blueprints.ts';
import { live } from '../../../runtime/blueprints/live.ts';
import type { AgentView, RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { Conversations } from '../../../runtime/conversations/conversations.ts';
import type { RecordedStep } from '../../../runtime/conversations/record.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import { noNames, noteNames, type Update, updatesOf } from './conversation-updates.ts';
import type { AgentDetails } from './packets.ts';

type Settings = {
  runs: Pick<RunCalls, 'agents'>;
  conversations: Pick<Conversations, 'recordParts'>;
  files: Pick<Files, 'get'>;
  report: (error: unknown) => void;
};

/** Reads updates of a conversation for a page, no more at once than the page takes in. */
export type PastReader = {
  /** The place in the log up to which everything was read. */
  last(): number;
  /** What is recorded by now after that place. When it fails, the next call goes on where it failed. */
  more(): AsyncIterable<Update>;
};

/** What pages get again of their conversations. */
export type PastUpdates = {
  /** The details of an agent in a conversation with everything that its page got or said so far, as pages of chats expect it. */
  withPast(details: AgentDetails, described: RunDescription): Promise<AgentDetails>;
  /** What the page of an agent may have missed, but its own words: everything after a place in the log or, without, since it was loaded. */
  missed(run: string, agent: AgentView, after?: number): PastReader;
};

const maxAgents = 50_000;

/** The conversation of an agent; undefined in an onboarding. */
export const conversationOfAgent = (run: string, { unitId }: AgentView): AssignmentId | undefined =>
  unitId && assignmentIdOf(run as RunId, partsOf(unitId).index);

/** Remembers how much each page got when it was loaded, so that its connection does not bring it a second time. */
export function openPastUpdates({ runs, conversations, files, report }: Settings): PastUpdates {
  const given = new LRUCache<AgentId, number>({ max: maxAgents });

  function readerFor(run: string, agent: AgentView, { after, isPast }: { after: number; isPast: boolean }): PastReader {
    const { agentId } = agent;
    const assignmentId = conversationOfAgent(run, agent);
    const names = noNames();
    // From the beginning, since what came before the place tells who is called what.
    let read = 0;

    async function updatesIn(step: RecordedStep): Promise<Update[]> {
      // Whoever has left hears nothing more; a newcomer reads what was said before.
      if (step.order <= after || names.left.has(agentId)) return [];
      try {
        return await updatesOf(step, { agentId, names, files }, isPast);
      } catch (error) {
        // One message that cannot be read does not keep back the others.
        report(error);
        return [];
      }
    }

    return {
      last: () => Math.max(after, read),
      async *more() {
        if (assignmentId === undefined) return;
        for await (const steps of conversations.recordParts(run, assignmentId, read))
          for (const step of steps) {
            noteNames(names, step);
            yield* await updatesIn(step);
            read = step.order;
          }
      },
    };
  }

  return {
    async withPast(details, { run, config }) {
      const { agent_id, init_task_data: task_data } = details;
      if (agent_id === null || blueprintOf(config) !== live) return details;
      const [agent] = await runs.agents({ run, agentIds: [agent_id] });
      if (!agent?.unitId) return details;
      const reader = readerFor(run, agent, { after: 0, isPast: true });
      const updates: Update[] = [];
      for await (const update of reader.more()) updates.push(update);
      given.set(agent.agentId, reader.last());
      return { ...details, init_task_data: live.dataOf!(task_data, { past_live_updates: updates }) };
    },
    missed: (run, agent, after = given.get(agent.agentId) ?? 0) => readerFor(run, agent, { after, isPast: false }),
  };
}
