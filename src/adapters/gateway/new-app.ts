import Fastify, { type FastifyInstance } from 'fastify';
import type { Access } from './access/access.ts';
import { answerRefusal } from './http/errors.ts';
import { hostName, routeByHost } from './http/hosts.ts';
import { readJsonBodies } from './http/json-bodies.ts';
import { refuse } from './http/refusals.ts';
import { refuseUnreadable } from './http/unreadable-requests.ts';

/** A Fastify server: routed by host, with time limits, and with the headers of every reply. */
export function newApp(
  { publicUrl }: Pick<Access, 'publicUrl'>,
  { bodyLimit }: { bodyLimit: number },
): FastifyInstance {
  const app = Fastify({
    rewriteUrl: (request) => routeByHost(request, publicUrl?.hostname),
    bodyLimit,
    requestTimeout: 60_000,
    http: { connectionsCheckingInterval: 2000, headersTimeout: 10_000 },
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // Gateways refuse requests themselves while they close, with `{code, message}`.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (_error, request, reply) => answerRefusal(request, reply, refuse('request/bad-address')),
    clientErrorHandler: refuseUnreadable,
  });
  app.removeContentTypeParser('text/plain');
  readJsonBodies(app);
  const isSecure = publicUrl?.protocol === 'https:';
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    if (isSecure && hostName(request.headers.host).endsWith(publicUrl.hostname))
      reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
  return app;
}
