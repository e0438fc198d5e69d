import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseForeign } from '../../../actors/foreign-json.ts';
import { AgentId } from '../../../events/ids.ts';
import type { AgentView, RunCalls } from '../../../runtime/calls.ts';
import type { Access } from '../access/access.ts';
import { addressOf, isLocal } from '../access/callers.ts';
import { hostName, runOfHost, runRoutes } from '../http/hosts.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import { newSlots } from '../http/slots.ts';
import { seconds } from './packets.ts';

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
};

/**
 * The socket of pages built for live tasks, at `/`: replies to heartbeats with the status of the agent. A page compares the
 * time of the last heartbeat with its own clock, so replies have the page's time.
 */
export async function workerSocket(app: FastifyInstance, { runs, describe, now, access }: Settings): Promise<void> {
  const slots = newSlots(maxSocketsPerAddress);
  const publicHost = access.publicUrl?.hostname;
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: maxFrameBytes,
      verifyClient: (handshake: Handshake) => isFromItsOwnPage(handshake, publicHost),
    },
    // Pages reopen their sockets by themselves, so closing does not wait for their close frames.
    preClose(done) {
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
      socket.once('close', leave);
      const end = () => socket.terminate();
      describe(run).catch(end);
      // The listener is added before anything is awaited, or the first frames would be lost.
      socket.on('message', (frame: Buffer) => {
        replyTo(run, frame).then((reply) => reply && socket.send(JSON.stringify(reply)), end);
      });
    },
  });

  async function replyTo(run: string, frame: Buffer): Promise<unknown> {
    const { data: packet } = Packet.safeParse(parse(frame.toString('utf8')));
    const agentId = AgentId.safeParse(packet?.subject_id).data;
    const [agent] = packet && agentId ? await runs.agents({ run, agentIds: [agentId] }) : [];
    return packet && agent ? packetFor(packet, agent, now()) : undefined;
  }
}

function packetFor(packet: Packet, { agentId, status }: AgentView, now: number): unknown {
  const envelope = {
    subject_id: agentId,
    client_timestamp: packet.client_timestamp ?? null,
    server_timestamp: seconds(now),
  };
  if (packet.packet_type === 'alive') return { ...envelope, packet_type: 'update_status', data: { status } };
  if (packet.packet_type !== 'heartbeat') return undefined;
  const pageClock = packet.client_timestamp === undefined ? now : packet.client_timestamp * 1000;
  return { ...envelope, packet_type: 'heartbeat', data: { last_mephisto_ping: pageClock, status } };
}

function parse(text: string): unknown {
  try {
    return parseForeign(text);
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
