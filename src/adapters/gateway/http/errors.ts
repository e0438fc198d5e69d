import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from './refusals.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Reports a bug to the terminal with its stack, and damaged rows to the read model. */
    reportBug(error: unknown): void;
  }
}

type Coded = Error & { code?: string; statusCode?: number };

/** Answers every error with `{code, message}` and its status; bugs are logged, and answered as 500 without details. */
export function answerErrors(
  app: FastifyInstance,
  report: (error: unknown) => void,
  notFound = (request: FastifyRequest, reply: FastifyReply) => sendRefusal(reply, unknownPath(request.url)),
): void {
  app.decorate('reportBug', report);
  app.setErrorHandler((error, request, reply) => sendRefusal(reply, refusalFor(error, request)));
  app.setNotFoundHandler(notFound);
}

/** The refusal for an error; a bug is reported, and answered without details. */
export function refusalFor(error: unknown, { url, server }: FastifyRequest): Refusal {
  // The file server's error for a path that leads out of its folder.
  const isOutside = (error as Coded).statusCode === 403;
  return isOutside ? unknownPath(url) : reported(error, server.reportBug);
}

/** The refusal for an error; reports bugs and damaged rows. */
export function reported(error: unknown, report: (error: unknown) => void): Refusal {
  const refusal = toRefusal(error);
  if (!refusal || isDamage(error)) report(error);
  return refusal ?? refuse('server/bug');
}

/** The refusal for an unknown path, without the prefix of its host. */
export const unknownPath = (url: string) => {
  const path = url.split('?')[0] ?? '';
  return refuse('request/unknown-path', { path: path.replace(/^\/@(app|run\/[^/]+|nowhere)/, '') || '/' });
};

/** Answers with a refusal: its status, and `{code, message}`. */
export function sendRefusal(reply: FastifyReply, { status, code, message, retryAfterSeconds }: Refusal): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  return reply.code(status).header('cache-control', 'no-store').send({ code, message });
}
