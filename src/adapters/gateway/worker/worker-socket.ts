import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseShallow } from '../../../actors/foreign-json.ts';
import { AgentId } from '../../../events/ids.ts';
import type { AgentView, RunCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Access } from '../access/access.ts';
import { addressOf, isLocal } from '../access/callers.ts';
import { hostName, runOfHost, runRoutes } from '../http/hosts.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import { newSlots } from '../http/slots.ts';
import type { Identity } from '../identity/identity.ts';
import { seconds } from './packets.ts';
import { openStatusPush, type StatusListener } from './status-push.ts';
import { type Notify, unhandledPackets } from './unhandled-packets.ts';

const maxFrameBytes = 64 * 1024;

/** Enough for a few pages of every worker behind one address, such as a lecture hall. */
const maxSocketsPerAddress = 2000;
/** The close code of WebSocket for "try again later". */
const tryAgainLater = 1013;

const Packet = z.object({
  packet_type: z.string(),
  subject_id: z.string(),
  client_timestamp: z.number().optional(),
});
type Packet = z.infer<typeof Packet>;

type Settings = {
  runs: Pick<RunCalls, 'agents'>;
  describe: RunDescriptions;
  now: () => number;
  access: Pick<Access, 'publicUrl'>;
  identity: Pick<Identity, 'requireOwn'>;
  readModel: Pick<ReadModel, 'onChange'>;
  report: (error: unknown) => void;
  notify: Notify;
};

/**
 * The socket of pages built for live tasks, at `/`: replies to heartbeats with the status of the agent, and sends the status
 * whenever it changes. A page compares the time of the last heartbeat with its own clock, so replies have the page's time.
 */
export async function workerSocket(app: FastifyInstance, settings: Settings): Promise<void> {
  const { runs, describe, now, access, identity, report } = settings;
  const push = openStatusPush({ runs, onChange: settings.readModel.onChange, report });
  const noteUnhandled = unhandledPackets(settings.notify);
  const slots = newSlots(maxSocketsPerAddress);
  const publicHost = access.publicUrl?.hostname;
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: maxFrameBytes,
      verifyClient: (handshake: Handshake) => isFromItsOwnPage(handshake, publicHost),
    },
    // Pages reopen their sockets by themselves, so closing does not wait for their close frames.
    preClose(done) {
      push.close();
      for (const socket of app.websocketServer.clients) socket.terminate();
      app.websocketServer.close();
      done();
    },
  });

  app.route({
    method: 'GET',
    url: `${runRoutes}/socket`,
    handler: (_request, reply) => reply.code(426).send({ status: 'This address speaks WebSocket.' }),
    wsHandler: (socket, request: FastifyRequest) => {
      const { run } = request.params as { run: string };
      const leave = isLocal(request) ? () => undefined : slots.take(addressOf(access, request));
      if (!leave) return socket.close(tryAgainLater, 'Too many pages are open at your address.');
      const end = () => socket.terminate();
      const send = (packet: unknown) => socket.send(JSON.stringify(packet));
      describe(run).catch(end);
      /** The agent whose page this is, as its first packet names it. */
      let listening: StatusListener | undefined;
      let stopListening = () => {};
      socket.once('close', () => {
        leave();
        stopListening();
      });
      // The listener is added before anything is awaited, or the first frames would be lost.
      socket.on('message', (frame: Buffer) => {
        handle(request, run, frame).then((handled) => {
          if (!handled || socket.readyState !== socket.OPEN) return;
          const { agent, reply } = handled;
          if (reply) send(reply);
          if (listening?.agentId === agent.agentId) return;
          stopListening();
          const onStatus = (changed: AgentView) => send(statusPacket(changed, null, now()));
          listening = { run, agentId: agent.agentId, status: agent.status, onStatus };
          stopListening = push.add(listening);
        }, end);
      });
    },
  });

  async function handle(request: FastifyRequest, run: string, frame: Buffer) {
    const { data: packet } = Packet.safeParse(parse(frame.toString('utf8')));
    const agentId = AgentId.safeParse(packet?.subject_id).data;
    const [agent] = packet && agentId ? await runs.agents({ run, agentIds: [agentId] }) : [];
    if (!packet || !agent) return undefined;
    await identity.requireOwn(await describe(run), request, [agent.agentId]);
    const reply = packetFor(packet, agent, now());
    if (!reply) noteUnhandled(run, packet.packet_type);
    return { agent, reply };
  }
}

const statusPacket = ({ agentId, status }: AgentView, clientTimestamp: number | null, now: number) => ({
  subject_id: agentId,
  client_timestamp: clientTimestamp,
  server_timestamp: seconds(now),
  packet_type: 'update_status',
  data: { status },
});

function packetFor(packet: Packet, agent: AgentView, now: number): unknown {
  const status = statusPacket(agent, packet.client_timestamp ?? null, now);
  if (packet.packet_type === 'alive') return status;
  if (packet.packet_type !== 'heartbeat') return undefined;
  const pageClock = packet.client_timestamp === undefined ? now : packet.client_timestamp * 1000;
  return { ...status, packet_type: 'heartbeat', data: { last_mephisto_ping: pageClock, status: agent.status } };
}

function parse(text: string): unknown {
  try {
    return parseShallow(text);
  } catch {
    return undefined;
  }
}

type Handshake = { origin: string; req: { headers: { host?: string } } };

/** Whether the run's own page or a program opens the socket, not a page of another site. */
function isFromItsOwnPage({ origin, req }: Handshake, publicHost?: string): boolean {
  const runAt = (host: string | undefined) => runOfHost(hostName(host), publicHost);
  const run = runAt(req.headers.host);
  return run !== undefined && (!origin || runAt(origin.replace(/^https?:\/\//, '')) === run);
}
