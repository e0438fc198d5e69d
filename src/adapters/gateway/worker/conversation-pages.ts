import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { WaitShown } from '../../../actors/conversation-status.ts';
import type { AgentId, AssignmentId } from '../../../events/ids.ts';
import type { AgentView } from '../../../runtime/calls.ts';
import type { Conversations, RecordedSteps } from '../../../runtime/conversations/conversations.ts';
import type { RecordedStep } from '../../../runtime/conversations/record.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from '../http/refusals.ts';
import type { AgentSockets } from './agent-sockets.ts';
import { type Names, noNames, noteNames, updatesOf } from './conversation-updates.ts';
import { seconds } from './packets.ts';
import { conversationOfAgent, type PastUpdates } from './past-updates.ts';

type Settings = {
  conversations: Pick<Conversations, 'say' | 'confirm' | 'onRecorded' | 'recordOf' | 'waitOf'>;
  pastUpdates: Pick<PastUpdates, 'missed'>;
  sockets: Pick<AgentSockets, 'send'>;
  files: Pick<Files, 'get'>;
  now: () => number;
  report: (error: unknown) => void;
};

/** A conversation as pages are told of it, one thing after the other. */
type Page = { names: Names; people: Set<AgentId>; before: Promise<void> };

const maxConversations = 5000;

/** What a page says; everything else in it is left out. */
const Spoken = z.object({
  update_id: z.string().max(200).optional(),
  text: z.string().max(100_000).optional(),
  task_data: z.record(z.string(), z.unknown()).optional(),
});

/** The packet with an update for the page of an agent. */
export const updatePacket = (agentId: AgentId, data: Record<string, unknown>, nowMs: number) => ({
  packet_type: 'client_bound_live_update',
  subject_id: agentId,
  client_timestamp: null,
  server_timestamp: seconds(nowMs),
  data,
});

/** Sends pages what happens in their conversations once it is recorded, and takes what they say. */
export function openConversationPages({ conversations, pastUpdates, sockets, files, now, report }: Settings) {
  const pages = new LRUCache<AssignmentId, Page>({ max: maxConversations });
  const send = (agentId: AgentId, data: Record<string, unknown>) =>
    sockets.send(agentId, updatePacket(agentId, data, now()));

  function pageOf(run: string, assignmentId: AssignmentId, isNew = false): Page {
    const known = pages.get(assignmentId);
    if (known) return known;
    const page: Page = { names: noNames(), people: new Set(), before: Promise.resolve() };
    pages.set(assignmentId, page);
    if (isNew) return page;
    // It began before this process did.
    page.before = conversations.recordOf(run, assignmentId).then((record) => {
      for (const step of record) note(page, step);
    });
    return page;
  }

  function note({ names, people }: Page, { type, data }: RecordedStep): void {
    noteNames(names, { type, data } as RecordedStep);
    if (type === 'conversation.joined' && 'agentId' in data) people.add(data.agentId as AgentId);
  }

  async function deliver(page: Page, { steps, waiting }: RecordedSteps): Promise<void> {
    for (const step of steps) {
      note(page, step);
      for (const agentId of page.people) {
        for (const update of await updatesOf(step, { agentId, names: page.names, files })) send(agentId, update);
      }
      const { data } = step;
      if (step.type === 'conversation.member-left' && 'agentId' in data) page.people.delete(data.agentId as AgentId);
    }
    const { order = 0 } = steps.at(-1) ?? {};
    for (const { agentId, ...wait } of waiting) send(agentId, waitUpdate(`w-${order}`, wait));
  }

  conversations.onRecorded((recorded) => {
    const { run, assignmentId, steps } = recorded;
    const isNew = steps.some(({ type }) => type === 'conversation.joined');
    const page = pageOf(run, assignmentId, isNew);
    page.before = page.before.then(() => deliver(page, recorded)).catch(report);
  });

  return {
    /** Sends a page that has connected what it may have missed, and then calls a function: what is recorded from then on comes after it. */
    async connect(run: string, agent: AgentView, onUpdate: (packet: unknown) => void, then: () => void): Promise<void> {
      const assignmentId = conversationOfAgent(run, agent);
      if (assignmentId === undefined) return then();
      const page = pageOf(run, assignmentId);
      const { agentId } = agent;
      page.before = page.before
        .then(async () => {
          for (const update of await pastUpdates.missed(run, agent)) onUpdate(updatePacket(agentId, update, now()));
          // What those who wait were told came before this page was connected.
          const wait = conversations.waitOf(run, agentId);
          if (wait) onUpdate(updatePacket(agentId, waitUpdate(`w-at-${now()}`, wait), now()));
        })
        .catch(report)
        .then(then);
      await page.before;
    },
    /** Takes something that a page says or confirms; what is refused, the page is told in a sentence. */
    async take(run: string, agentId: AgentId, data: unknown): Promise<void> {
      const spoken = Spoken.safeParse(data);
      const messageId = spoken.data?.update_id;
      try {
        if (!spoken.success) throw refuse('request/bad-shape', { reason: 'a text, and values in task_data' });
        const { text = '', task_data = {} } = spoken.data;
        if (task_data.confirm === true) await conversations.confirm({ run, agentId });
        else await conversations.say({ run, agentId, messageId, message: { text, task_data } });
        if (messageId !== undefined)
          send(agentId, { update_id: `got-${messageId}`, acknowledges: messageId, task_data: {} });
      } catch (error) {
        const refusal = toRefusal(error);
        if (!refusal) report(error);
        const { code, message } = refusal ?? refuse('procedure/failed');
        const refused = { code, message, update_id: messageId ?? null };
        send(agentId, { update_id: `refused-${messageId ?? now()}`, refused, task_data: {} });
      }
    },
  };
}

const waitUpdate = (update_id: string, wait: WaitShown) => {
  const { present, seats, roomsBefore = 0, waitUntil = null, confirmUntil = null, confirmed, afterWaiting } = wait;
  const waiting = {
    ...{ present, seats, rooms_before: roomsBefore, wait_until: waitUntil, after_waiting: afterWaiting },
    ...{ confirm_until: confirmUntil, confirmed },
  };
  return { update_id, task_data: { waiting } };
};
