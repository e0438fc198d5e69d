import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { WaitShown } from '../../../actors/conversation-status.ts';
import { assertShallow, assertStorable } from '../../../actors/foreign-json.ts';
import type { AgentId, AssignmentId } from '../../../events/ids.ts';
import type { AgentView } from '../../../runtime/calls.ts';
import type { Conversations, RecordedSteps } from '../../../runtime/conversations/conversations.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from '../http/refusals.ts';
import type { AgentSockets } from './agent-sockets.ts';
import { openConversationListeners } from './conversation-listeners.ts';
import { type Names, noNames, noteNames, updatesOf } from './conversation-updates.ts';
import { seconds } from './packets.ts';
import { conversationOfAgent, type PastUpdates } from './past-updates.ts';

type Settings = {
  conversations: Pick<Conversations, 'say' | 'confirm' | 'onRecorded' | 'recordParts' | 'waitOf'>;
  pastUpdates: Pick<PastUpdates, 'missed'>;
  sockets: Pick<AgentSockets, 'send'>;
  files: Pick<Files, 'get'>;
  now: () => number;
  report: (error: unknown) => void;
  /** How long after a failed read it is tried again, in ms; after each further one twice as long. */
  pauseMs?: number;
};

/** How packets get to one page: at once, or one of many in its turn, which resolves to false once the page has left. */
export type PageSocket = { send: (packet: unknown) => void; sendInTurn: (packet: unknown) => Promise<boolean> };

/** A conversation as pages are told of it, one thing after the other. */
type Page = { names: Names; before: Promise<void> };

const maxConversations = 5000;

/** What says which update of a page it is. */
const Named = z.object({ update_id: z.string().max(200).optional() });

/** What a page says; everything else in it is left out. */
const Spoken = Named.extend({
  text: z.string().max(100_000).optional(),
  task_data: z.record(z.string(), z.unknown()).optional(),
});

/** Whether a page says that its worker is there, and nothing else: in words, `confirm` is a value like others. */
const isConfirmation = (text: string, { confirm, ...more }: Record<string, unknown>): boolean =>
  text === '' && confirm === true && Object.keys(more).length === 0;

/** The packet with an update for the page of an agent. */
export const updatePacket = (agentId: AgentId, data: Record<string, unknown>, nowMs: number) => ({
  packet_type: 'client_bound_live_update',
  subject_id: agentId,
  client_timestamp: null,
  server_timestamp: seconds(nowMs),
  data,
});

/** Sends pages what happens in their conversations once it is recorded, and takes what they say. */
export function openConversationPages({ conversations, pastUpdates, sockets, files, now, report, pauseMs }: Settings) {
  const pages = new LRUCache<AssignmentId, Page>({ max: maxConversations });
  const send = (agentId: AgentId, data: Record<string, unknown>) =>
    sockets.send(agentId, updatePacket(agentId, data, now()));
  const listeners = openConversationListeners({
    ...{ pastUpdates, report, pauseMs },
    // What those who wait were told came before this page was connected.
    afterPast(run, { agentId }) {
      const wait = conversations.waitOf(run, agentId);
      return wait ? [waitUpdate(`w-at-${now()}`, wait)] : [];
    },
  });

  /** A page that is not in memory begins with what the record has of it, up to what is delivered next. */
  function pageFor({ run, assignmentId, steps }: RecordedSteps): Page {
    const known = pages.get(assignmentId);
    if (known) return known;
    const [first] = steps;
    const names = noNames();
    const noteBefore = async () => {
      for await (const part of conversations.recordParts(run, assignmentId))
        for (const step of part) if (!first || step.order < first.order) noteNames(names, step);
    };
    const page: Page = { names, before: noteBefore() };
    pages.set(assignmentId, page);
    return page;
  }

  async function deliver({ names }: Page, { assignmentId, steps, waiting }: RecordedSteps): Promise<void> {
    for (const step of steps) {
      noteNames(names, step);
      for (const agentId of names.present) {
        if (!listeners.has(assignmentId, agentId)) continue;
        try {
          const updates = await updatesOf(step, { agentId, names, files });
          listeners.tell(assignmentId, agentId, step.order, updates);
        } catch (error) {
          // One message that cannot be read does not keep back the others.
          report(error);
        }
      }
    }
    const { order = 0 } = steps.at(-1) ?? {};
    for (const { agentId, ...wait } of waiting)
      listeners.tell(assignmentId, agentId, order, [waitUpdate(`w-${order}`, wait)]);
    listeners.reach(assignmentId, order);
  }

  conversations.onRecorded((recorded) => {
    const { assignmentId } = recorded;
    const page = pageFor(recorded);
    page.before = page.before.then(() => deliver(page, recorded));
    page.before.catch((error) => {
      // The next commit reads anew, and pages read for themselves what they could not be sent.
      if (pages.peek(assignmentId) === page) pages.delete(assignmentId);
      report(error);
      listeners.readAgain(assignmentId);
    });
  });

  return {
    /**
     * Tells a page that has connected what it may have missed, since it was loaded or after the place in the log that it has, and then
     * what happens; returns a function that ends this.
     */
    connect(run: string, agent: AgentView, { send: sendNow, sendInTurn }: PageSocket, last?: number): () => void {
      const assignmentId = conversationOfAgent(run, agent);
      if (assignmentId === undefined) return () => undefined;
      const { agentId } = agent;
      return listeners.add(assignmentId, {
        ...{ run, agent, ...(last !== undefined && { last }) },
        send: (update) => sendNow(updatePacket(agentId, update, now())),
        sendInTurn: (update) => sendInTurn(updatePacket(agentId, update, now())),
      });
    },
    /** Takes something that a page says or confirms, in a packet with this JSON; what is refused, the page is told in a sentence. */
    async take(run: string, agentId: AgentId, data: unknown, json: string): Promise<void> {
      const spoken = Spoken.safeParse(data);
      const messageId = Named.safeParse(data).data?.update_id;
      try {
        assertShallow(json);
        if (!spoken.success) throw refuse('request/bad-shape', { reason: 'a text, and values in task_data' });
        assertStorable(json, JSON.parse(json));
        const { text = '', task_data = {} } = spoken.data;
        if (isConfirmation(text, task_data)) await conversations.confirm({ run, agentId });
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
