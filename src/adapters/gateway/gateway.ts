import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { refuse } from '../../actors/refusals.ts';
import { configOf } from './arrivals.ts';
import { limitBodies } from './body-limit.ts';
import { answerErrors } from './errors.ts';
import { hostName, houseRoutes, routeByHost, runUrl } from './hosts.ts';
import { houseOrigin } from './house.ts';
import { type HouseRoute, listRoutes } from './house-routes.ts';
import { reviewViews } from './review-views.ts';
import type { GatewaySettings } from './settings.ts';
import { silentConnections } from './silent-connections.ts';
import { waitForSlowUploads } from './slow-uploads.ts';
import { openTurnedAway } from './turned-away.ts';
import { messagesBodyBytes, messagesPath, workerMessages } from './worker-messages.ts';
import { workerProtocol } from './worker-protocol.ts';
import { workerSocket } from './worker-socket.ts';

/** What is listening, the house's routes with the role that each needs, and a way to close. */
export type Gateway = { port: number; routes: readonly HouseRoute[]; close(): Promise<void> };

/** A door for browsers and programs: worker pages on each run's own origin, everything else on the house's. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { access, port, maxBodyBytes, report, now } = settings;
  const { publicUrl, host } = access;
  const app = Fastify({
    rewriteUrl: (request) => routeByHost(request, publicUrl?.hostname),
    bodyLimit: maxBodyBytes,
    requestTimeout: 60_000,
    http: { connectionsCheckingInterval: 2000, headersTimeout: 10_000 },
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // The hook below says it, as every other refusal is said.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
  });
  app.removeContentTypeParser('text/plain');
  const isSecure = publicUrl?.protocol === 'https:';
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    if (isSecure && hostName(request.headers.host).endsWith(publicUrl.hostname))
      reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
  let isClosing = false;
  app.addHook('onRequest', (request, _reply, done) =>
    done(isClosing && !watched.includes(request.url) ? refuse('daemon/closing') : undefined),
  );
  answerErrors(app, report);
  await app.register(fastifyMultipart);
  limitBodies(app, (request) => limitOf(request, settings));
  await app.register(fastifyStatic, { root: settings.homeFolder, serve: false });

  // First of all routes: the plugin also turns away sockets that knock at the others, which would stay open for ever.
  await workerSocket(app, settings);
  const turnedAway = openTurnedAway(now);
  await workerProtocol(app, { ...settings, turnedAway });
  workerMessages(app, settings);
  reviewViews(app, { ...settings, publicUrl });
  const routes = listRoutes(app);
  const urlOf = (runId: string) => runUrl(runId, portOf(app), publicUrl);
  // A scope of its own: what the house checks costs those who hand in work nothing.
  await app.register(async (house) => houseOrigin(house, { ...settings, urlOf, turnedAway }));

  waitForSlowUploads(app.server);
  const endSilent = silentConnections(app.server);
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw refuse('port/in-use', { port });
    if (code === 'EADDRNOTAVAIL') throw refuse('settings/bad-host', { value: host });
    throw error;
  }
  return {
    port: portOf(app),
    routes,
    async close() {
      isClosing = true;
      // Browsers connect ahead of need, and Node would wait for the request that may never come.
      endSilent();
      // What is being answered may end; whoever holds on to a connection after that is let go of.
      const impatience = setTimeout(() => app.server.closeAllConnections(), farewellMs);
      await app.close();
      clearTimeout(impatience);
    },
  };
}

const portOf = (app: FastifyInstance): number => {
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

/** Commands of the house are small; what workers send may be as large as their run's config says, and files that owners send of any size. */
function limitOf({ url, params, routeOptions }: FastifyRequest, { runtime }: GatewaySettings): number {
  if (routeOptions.config?.takes) return Number.POSITIVE_INFINITY;
  const { run } = params as { run?: string };
  if (!run || url.startsWith(houseRoutes)) return commandBytes;
  return url.endsWith(messagesPath) ? messagesBodyBytes : configOf(runtime.run(run)).max_answer_bytes;
}

/** What is answered until the very end. */
const watched = [`${houseRoutes}/alive`, `${houseRoutes}/ready`];

/** How long answers under way may take when the house closes, in ms. */
const farewellMs = 3000;

/** The largest command of the house, in bytes. */
const commandBytes = 1024 * 1024;
