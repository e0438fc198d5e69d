import type { WebSocket } from '@fastify/websocket';
import { z } from 'zod';
import type { AgentId } from '../../../events/ids.ts';
import type { AgentView, RunCalls } from '../../../runtime/calls.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import type { Conversations } from '../../../runtime/conversations/conversations.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Procedures } from '../../../runtime/procedures/procedures.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import { openAgentSockets, sendInTurn, sendPacket } from './agent-sockets.ts';
import { openConversationPages } from './conversation-pages.ts';
import { sendMissedReplies } from './missed-replies.ts';
import { seconds } from './packets.ts';
import type { PastUpdates } from './past-updates.ts';
import { callIn, replyPacket, replyTo } from './procedure-packets.ts';
import { openStatusPush } from './status-push.ts';
import { type Notify, unhandledPackets } from './unhandled-packets.ts';

/** What a page sends over its socket. */
export const Packet = z.object({
  packet_type: z.string(),
  subject_id: z.string(),
  client_timestamp: z.number().optional(),
  data: z.unknown().optional(),
});
type Packet = z.infer<typeof Packet>;

/** What a page says that has had updates of its conversation, with the id of the last one. */
const Alive = z.object({ last_update: z.string().regex(/^c-\d{1,15}$/) });
const placeIn = ({ packet_type, data }: Packet): number | undefined => {
  const alive = packet_type === 'alive' ? Alive.safeParse(data).data : undefined;
  return alive && Number(alive.last_update.slice('c-'.length));
};

/** A packet and its JSON, and the agent that it names. */
export type ReceivedPacket = {
  agent: AgentView;
  packet: Packet;
  json: string;
  config: Pick<TaskConfig, 'agents_per_conversation'>;
};

export type WorkerPagesSettings = {
  runs: Pick<RunCalls, 'agents' | 'callProcedure' | 'sequence'>;
  procedures: Pick<Procedures, 'onReply'>;
  conversations: Conversations;
  pastUpdates: PastUpdates;
  files: Files;
  describe: RunDescriptions;
  now: () => number;
  readModel: Pick<ReadModel, 'onChange' | 'db' | 'reached'>;
  report: (error: unknown) => void;
  notify: Notify;
};

/** A page with a socket: it hears of the agent that its last packet names. */
export type WorkerPage = { take(received: ReceivedPacket): void; leave(): void };

/** Opens the pages that are connected: they get replies to heartbeats, changes of status, and what their procedures gave. */
export function openWorkerPages(settings: WorkerPagesSettings) {
  const { runs, now, report } = settings;
  const push = openStatusPush({ runs, onChange: settings.readModel.onChange, report });
  const noteUnhandled = unhandledPackets(settings.notify);
  const sockets = openAgentSockets();
  const conversations = openConversationPages({ ...settings, sockets });
  settings.conversations.watch(sockets.has);
  settings.procedures.onReply((_run, { agentId, callId }, reply) =>
    sockets.send(agentId, replyPacket(agentId, callId, reply, now())),
  );

  function open(run: string, socket: WebSocket): WorkerPage {
    const send = (packet: unknown) => sendPacket(socket, packet);
    const page = { send, sendInTurn: (packet: unknown) => sendInTurn(socket, packet) };
    const known = new Set<AgentId>();
    let present: AgentId | undefined;
    let leave = () => {};

    function listenFor(agent: AgentView, isConversation: boolean, packet: Packet): void {
      const { agentId, status } = agent;
      if (present === agentId) return;
      leave();
      present = agentId;
      const onStatus = (changed: AgentView) => send(statusPacket(changed, null, now()));
      const leaving = [push.add({ run, agentId, status, onStatus }), sockets.add(agentId, socket)];
      if (isConversation) leaving.push(conversations.connect(run, agent, page, placeIn(packet)));
      leave = () => {
        for (const one of leaving) one();
      };
      if (known.has(agentId)) return;
      known.add(agentId);
      sendMissedReplies(settings, { run, agentId }, page.sendInTurn).catch(report);
    }

    return {
      take({ agent, packet, json, config }) {
        const isConversation = config.agents_per_conversation !== undefined;
        const reply = packetFor(packet, agent, now(), isConversation);
        if (reply) send(reply);
        listenFor(agent, isConversation, packet);
        if (reply || calls(run, agent.agentId, packet)) return;
        const isSaid = packet.packet_type === 'mephisto_bound_live_update' && isConversation;
        if (isSaid) conversations.take(run, agent.agentId, packet.data, json).catch(report);
        else noteUnhandled(run, packet.packet_type);
      },
      leave: () => leave(),
    };
  }

  /** Whether the packet calls a procedure; its reply goes to every page of the agent, so that it reaches one that has connected anew. */
  function calls(run: string, agentId: AgentId, { packet_type, data }: Packet): boolean {
    const callId = packet_type === 'mephisto_bound_live_update' ? callIn(data) : undefined;
    if (callId === undefined) return false;
    replyTo(settings, { run, agentId }, data)
      .then((reply) => sockets.send(agentId, replyPacket(agentId, callId, reply, now())))
      .catch(report);
    return true;
  }

  return { open, close: () => push.close() };
}

const statusPacket = ({ agentId, status }: AgentView, clientTimestamp: number | null, now: number) => ({
  subject_id: agentId,
  client_timestamp: clientTimestamp,
  server_timestamp: seconds(now),
  packet_type: 'update_status',
  data: { status },
});

/** In a conversation, updates have receipts of their own: a heartbeat is answered before they are on disk. */
function packetFor(packet: Packet, agent: AgentView, now: number, isConversation: boolean): unknown {
  const status = statusPacket(agent, packet.client_timestamp ?? null, now);
  if (packet.packet_type === 'alive') return status;
  if (packet.packet_type !== 'heartbeat') return undefined;
  const pageClock = packet.client_timestamp === undefined ? now : packet.client_timestamp * 1000;
  const receipts = isConversation ? { gives_receipts: true } : {};
  return {
    ...status,
    packet_type: 'heartbeat',
    data: { last_mephisto_ping: pageClock, status: agent.status, ...receipts },
  };
}
