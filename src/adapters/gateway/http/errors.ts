import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { listMethods } from './allowed-methods.ts';
import { refuse } from './refusals.ts';
import { sendWorkerRefusal } from './worker-refusal.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Reports a bug to the terminal with its stack, and damaged rows to the read model. */
    reportBug(error: unknown): void;
  }
}

type Coded = Error & { code?: string; statusCode?: number };

/** Answers every error with `{code, message}` and its status, or with a page where a worker's link leads nowhere; bugs are logged, and answered as 500 without details. */
export function answerErrors(
  app: FastifyInstance,
  report: (error: unknown) => void,
  notFound = nothingThere(app),
): void {
  app.decorate('reportBug', report);
  app.setErrorHandler((error, request, reply) => answerRefusal(request, reply, refusalFor(error, request)));
  app.setNotFoundHandler(notFound);
}

/** Answers a request without a route: its address is unknown, or has other methods. */
function nothingThere(app: FastifyInstance) {
  const methodsOf = listMethods(app);
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { url, method } = request;
    const allowed = methodsOf(url.split('?')[0] ?? '');
    if (allowed.length === 0 || allowed.includes(method)) return answerRefusal(request, reply, unknownPath(url));
    const refusal = refuse('request/wrong-method', { method, allowed, path: pathOf(url) });
    return sendRefusal(reply.header('allow', allowed.join(', ')), refusal);
  };
}

/** The refusal for an error; a bug is reported, and answered without details. */
export function refusalFor(error: unknown, { url, server, raw }: FastifyRequest): Refusal {
  const { statusCode, code } = error as Coded;
  // The file server's error for a path that leads out of its folder.
  if (statusCode === 403) return unknownPath(url);
  // Whoever leaves before a stream has begun breaks it; nobody is there to read the refusal.
  const hasLeft = code === 'ERR_STREAM_PREMATURE_CLOSE' && raw.socket.destroyed;
  return reported(error, hasLeft ? () => undefined : server.reportBug);
}

/** The refusal for an error; reports bugs and damaged rows. */
export function reported(error: unknown, report: (error: unknown) => void): Refusal {
  const refusal = toRefusal(error);
  if (!refusal || isDamage(error)) report(error);
  return refusal ?? refuse('server/bug');
}

/** The path of an address, without the prefix of its host. */
const pathOf = (url: string) => (url.split('?')[0] ?? '').replace(/^\/@(app|run\/[^/]+|nowhere)/, '') || '/';

/** The refusal for an unknown path. */
export const unknownPath = (url: string) => refuse('request/unknown-path', { path: pathOf(url) });

/** Answers with a refusal: workers who follow a link with a page, everybody else with `{code, message}`. */
export const answerRefusal = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply =>
  sendWorkerRefusal(request, withRetryAfter(reply, refusal), refusal) ?? sendRefusal(reply, refusal);

/** Answers with a refusal: its status, and `{code, message}`. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message } = refusal;
  return withRetryAfter(reply, refusal).code(status).header('cache-control', 'no-store').send({ code, message });
}

const withRetryAfter = (reply: FastifyReply, { retryAfterSeconds }: Refusal): FastifyReply =>
  retryAfterSeconds === undefined ? reply : reply.header('retry-after', retryAfterSeconds);
