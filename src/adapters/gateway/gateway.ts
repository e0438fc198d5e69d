import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../actors/refusals.ts';
import type { Log } from '../../events/log.ts';
import type { Files } from '../files/files.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { commandApi } from './api-commands.ts';
import { logApi } from './api-log.ts';
import { readApi } from './api-reads.ts';
import { configOf } from './arrivals.ts';
import { limitBodies } from './body-limit.ts';
import { answerErrors } from './errors.ts';
import { houseRoutes, routeByHost } from './hosts.ts';
import { liveApi } from './live.ts';
import { workerProtocol } from './worker-protocol.ts';
import { workerSocket } from './worker-socket.ts';

export type GatewaySettings = {
  runtime: Runtime;
  log: Log;
  files: Files;
  readModel: ReadModel;
  now: () => number;
  pageFolderOf: (runId: string) => string;
  /** The folder of the built start page, and the script that worker pages load first. */
  homeFolder: string;
  crowdScript: string;
  /** The port to listen on, on loopback; 0 for any that is free. */
  port: number;
  /** The largest request body of any kind, in bytes; tasks may allow less. */
  maxBodyBytes: number;
  problems: () => string[];
  broadcastTo: () => number;
  report: (error: unknown) => void;
};

/** A door for browsers and programs: worker pages on each run's own origin, everything else on the house's. */
export async function openGateway(settings: GatewaySettings): Promise<{ port: number; close(): Promise<void> }> {
  const { runtime, readModel, port, maxBodyBytes, report } = settings;
  const app = Fastify({
    rewriteUrl: (request) => routeByHost(request),
    bodyLimit: maxBodyBytes,
    requestTimeout: 60_000,
    http: { connectionsCheckingInterval: 2000, headersTimeout: 10_000 },
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    done(request.url.startsWith(houseRoutes) ? faultOfCaller(request) : undefined);
  });
  answerErrors(app, report);
  await app.register(fastifyMultipart);
  limitBodies(app, (request) => limitOf(request, settings));
  await app.register(fastifyStatic, { root: settings.homeFolder, serve: false });

  // First of all routes: the plugin also turns away sockets that knock at the others, which would stay open for ever.
  await workerSocket(app, settings);
  await workerProtocol(app, settings);
  homePage(app);
  const urlOf = (runId: string) => `http://${runId}.localhost:${portOf(app)}/`;
  const { currentRuns, runRow } = await readApi(app, { ...settings, urlOf });
  await commandApi(app, { runtime, runRow });
  await logApi(app, settings);
  await liveApi(app, { current: currentRuns, onChange: (listener) => readModel.onChange(listener) });

  try {
    await app.listen({ port, host: '127.0.0.1' });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw refuse('port/in-use', { port });
    throw error;
  }
  return {
    port: portOf(app),
    async close() {
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

/** Commands of the house are small; what workers send may be as large as their run's config says. */
function limitOf({ url, params }: FastifyRequest, { runtime }: GatewaySettings): number {
  const { run } = params as { run?: string };
  return run && !url.startsWith(houseRoutes) ? configOf(runtime.run(run)).max_answer_bytes : commandBytes;
}

type Guarded = { method: string; headers: Record<string, string | string[] | undefined> };

/** Task pages and strangers' pages may not act on the house: what changes anything must come from its own pages or from a program. */
function faultOfCaller({ method, headers }: Guarded): Refusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const foreign = origin !== undefined && origin !== `http://${host}`;
  const isStranger = foreign || (site !== undefined && site !== 'same-origin' && site !== 'none');
  return isStranger ? refuse('request/foreign-origin') : undefined;
}

/** How long answers under way may take when the house closes, in ms. */
const farewellMs = 3000;

/** The largest command of the house, in bytes. */
const commandBytes = 1024 * 1024;

const homePolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

function homePage(app: FastifyInstance): void {
  app.get(`${houseRoutes}/`, (_request, reply) =>
    reply.header('content-security-policy', homePolicy).sendFile('index.html'),
  );
  app.get(`${houseRoutes}/favicon.svg`, (_request, reply) => reply.sendFile('favicon.svg'));
  app.get(`${houseRoutes}/assets/*`, (request, reply) =>
    reply.header('content-security-policy', homePolicy).sendFile(`assets/${(request.params as { '*': string })['*']}`),
  );
}
