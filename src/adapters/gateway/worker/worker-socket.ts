import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { statusOf } from '../../../actors/agent.ts';
import { parseForeign } from '../../../actors/foreign-json.ts';
import { AgentId } from '../../../events/ids.ts';
import type { OpenRun } from '../../../runtime/open-run.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Access } from '../access/access.ts';
import { addressOf, isFromHere } from '../access/callers.ts';
import { hostName, runOfHost, runRoutes } from '../http/hosts.ts';
import { openPlaces } from '../http/places.ts';
import { seconds } from './packets.ts';

const maxFrameBytes = 64 * 1024;

/** So many sockets one address may have open: a few for each of the people in one room. */
const mostSockets = 2000;
/** The code with which a socket is closed that may be opened again later. */
const tryAgainLater = 1013;

const Packet = z.object({
  packet_type: z.string(),
  subject_id: z.string(),
  client_timestamp: z.number().optional(),
});

type Settings = { runtime: Runtime; now: () => number; access: Pick<Access, 'publicUrl'> };

/**
 * The socket that pages built for live tasks open at `/`: it says that the house is there and where the agent stands.
 * A page compares the time of the last sign of life with its own clock, so it is answered in its own clock.
 */
export async function workerSocket(app: FastifyInstance, { runtime, now, access }: Settings): Promise<void> {
  const places = openPlaces(mostSockets);
  const publicHost = access.publicUrl?.hostname;
  await app.register(fastifyWebsocket, {
    options: { maxPayload: maxFrameBytes, verifyClient: (knock: Knock) => isFromItsOwnPage(knock, publicHost) },
    // A page opens its socket again by itself; a farewell that it may never answer is not waited for.
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
      const run = runtime.run((request.params as { run: string }).run);
      const address = addressOf(access, request);
      const leave = isFromHere(request) ? () => undefined : places.take(address);
      if (!leave) return socket.close(tryAgainLater, 'Too many pages are open at your address.');
      socket.once('close', leave);
      socket.on('message', (frame: Buffer) => {
        const answer = answerTo(run, frame.toString('utf8'), now());
        if (answer) socket.send(JSON.stringify(answer));
      });
    },
  });
}

function answerTo(run: OpenRun, frame: string, now: number): unknown {
  const { data: packet } = Packet.safeParse(parse(frame));
  const agentId = AgentId.safeParse(packet?.subject_id).data;
  const agent = agentId && run.mailbox.run.agents.get(agentId);
  if (!packet || !agent) return undefined;
  const status = statusOf(agent);
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

type Knock = { origin: string; req: { headers: { host?: string } } };

/** A socket of a run may be opened by that run's own page or by a program, not by another site's page. */
function isFromItsOwnPage({ origin, req }: Knock, publicHost?: string): boolean {
  const runAt = (host: string | undefined) => runOfHost(hostName(host), publicHost);
  const run = runAt(req.headers.host);
  return run !== undefined && (!origin || runAt(origin.replace(/^https?:\/\//, '')) === run);
}
