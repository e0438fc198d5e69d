import fastifyWebsocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AgentId } from '../../../events/ids.ts';
import type { Access } from '../access/access.ts';
import { addressOf, isLocal } from '../access/callers.ts';
import { hostName, runOfHost, runRoutes } from '../http/hosts.ts';
import { newSlots } from '../http/slots.ts';
import type { Identity } from '../identity/identity.ts';
import { openKnownSockets } from './known-sockets.ts';
import { openPacketBudget, openSharedBudgets, pageBudget } from './packet-budget.ts';
import { openSilentSockets } from './silent-sockets.ts';
import { openWorkerPages, Packet, type ReceivedPacket, type WorkerPagesSettings } from './worker-pages.ts';

/** Larger frames close the socket; arguments of procedures that are too large get a reply well before. */
const maxFrameBytes = 3 * 1024 * 1024;
const byteBudget = { perSecond: 1024 * 1024, atOnce: 16 * 1024 * 1024 };

/** Enough for a few pages of every worker behind one address, such as a lecture hall. */
const maxSocketsPerAddress = 2000;
/** The close codes of WebSocket (https://www.iana.org/assignments/websocket) for "try again later" and for what is not allowed. */
const tryAgainLater = 1013;
const policyViolation = 1008;

const tooMany = (socket: Pick<WebSocket, 'close'>) => socket.close(policyViolation, 'Too many packets.');

type Settings = WorkerPagesSettings & {
  access: Pick<Access, 'publicUrl'>;
  identity: Pick<Identity, 'requireOwn' | 'isStillOwn'>;
};

/**
 * The socket of pages built for live tasks, at `/`: replies to heartbeats with the status of the agent, sends the status whenever it
 * changes, and calls procedures. A page compares the time of the last heartbeat with its own clock, so replies have the page's time.
 */
export async function workerSocket(app: FastifyInstance, settings: Settings): Promise<void> {
  const { runs, describe, now, access, identity } = settings;
  const pages = openWorkerPages(settings);
  const silent = openSilentSockets();
  const known = openKnownSockets(settings.report);
  const slots = newSlots(maxSocketsPerAddress);
  // Beside those of each socket: an agent that opens further ones has no more than with one.
  const packetsOfAgents = openSharedBudgets(pageBudget, now);
  const bytesOfAgents = openSharedBudgets(byteBudget, now);
  const publicHost = access.publicUrl?.hostname;
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: maxFrameBytes,
      verifyClient: (handshake: Handshake) => isFromItsOwnPage(handshake, publicHost),
    },
    // Pages reopen their sockets by themselves, so closing does not wait for their close frames.
    preClose(done) {
      pages.close();
      silent.close();
      known.close();
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
      const leave = isLocal(request) ? () => undefined : slots.take(addressOf(access, request));
      if (!leave) return socket.close(tryAgainLater, 'Too many pages are open at your address.');
      const end = () => socket.terminate();
      const { run } = request.params as { run: string };
      describe(run).catch(end);
      const page = pages.open(run, socket);
      silent.watch(socket);
      let heard: AgentId | undefined;
      known.watch(socket, async () => !heard || identity.isStillOwn(await describe(run), request, heard));
      const packets = openPacketBudget(pageBudget, now);
      const bytes = openPacketBudget(byteBudget, now);
      socket.once('close', () => {
        leave();
        page.leave();
      });
      // Pings and pongs are packets, too; one who sends many reads no reason.
      const control = () => packets.takes() || socket.terminate();
      socket.on('ping', control);
      socket.on('pong', control);
      // The listener is added before anything is awaited, or the first frames would be lost.
      socket.on('message', (frame: Buffer) => {
        if (!packets.takes() || !bytes.takes(frame.length)) return tooMany(socket);
        handle(request, run, frame).then((handled) => {
          if (!handled || socket.readyState !== socket.OPEN) return;
          heard = handled.agent.agentId;
          if (!packetsOfAgents.takes(heard) || !bytesOfAgents.takes(heard, frame.length)) return tooMany(socket);
          page.take(handled);
        }, end);
      });
    },
  });

  async function handle(request: FastifyRequest, run: string, frame: Buffer): Promise<ReceivedPacket | undefined> {
    const json = frame.toString('utf8');
    const { data: packet } = Packet.safeParse(parse(json));
    const agentId = AgentId.safeParse(packet?.subject_id).data;
    const [agent] = packet && agentId ? await runs.agents({ run, agentIds: [agentId] }) : [];
    if (!packet || !agent) return undefined;
    const described = await describe(run);
    await identity.requireOwn(described, request, [agent.agentId]);
    return { agent, packet, json, config: described.config };
  }
}

/** Also what has too many levels: whoever takes its data refuses it, and knows then what to refuse. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
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
