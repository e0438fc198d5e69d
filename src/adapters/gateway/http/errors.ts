import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from './refusals.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Tells the terminal of a bug, with its insides, and the read model of damaged rows. */
    reportBug(error: unknown): void;
  }
}

type Coded = Error & { code?: string; statusCode?: number };

/** Every error leaves as `{code, message}` with its status; bugs are logged and leave as 500 without their insides. */
export function answerErrors(
  app: FastifyInstance,
  report: (error: unknown) => void,
  notFound = (request: FastifyRequest, reply: FastifyReply) => sendRefusal(reply, unknownPath(request.url)),
): void {
  app.decorate('reportBug', report);
  app.setErrorHandler((error, request, reply) => sendRefusal(reply, refusalFor(error, request)));
  app.setNotFoundHandler(notFound);
}

/** The refusal to answer an error with; a bug is reported, and answered without its insides. */
export function refusalFor(error: unknown, { url, server }: FastifyRequest): Refusal {
  // The file server's way to say that a path leads out of its folder.
  const isOutside = (error as Coded).statusCode === 403;
  return isOutside ? unknownPath(url) : reported(error, server.reportBug);
}

/** The refusal that an error is answered with; bugs and damaged rows are reported. */
export function reported(error: unknown, report: (error: unknown) => void): Refusal {
  const refusal = toRefusal(error);
  if (!refusal || isDamage(error)) report(error);
  return refusal ?? refuse('house/bug');
}

/** That there is nothing at a path, as the sender wrote it, without what its host was turned into. */
export const unknownPath = (url: string) => {
  const path = url.split('?')[0] ?? '';
  return refuse('request/unknown-path', { path: path.replace(/^\/@(house|run\/[^/]+|nowhere)/, '') || '/' });
};

/** Answers with a refusal: its status, and `{code, message}`. */
export function sendRefusal(reply: FastifyReply, { status, code, message, retryAfterSeconds }: Refusal): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  return reply.code(status).header('cache-control', 'no-store').send({ code, message });
}
