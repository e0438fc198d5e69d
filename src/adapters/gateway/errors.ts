import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal, refuse } from '../../actors/refusals.ts';
import { LogDamaged, LogFull, LogUnavailable } from '../../events/log.ts';
import { isDamage } from '../../projections/database.ts';
import { diskFault, diskReason } from '../disk-fault.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Tells the terminal of a bug, with its insides, and the read model of damaged rows. */
    reportBug(error: unknown): void;
  }
}

type Coded = Error & { code?: string; statusCode?: number };

/** Whatever went wrong, as a refusal a caller can read; `undefined` for a bug of ours. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof LogUnavailable) return refuse('log/unavailable');
  if (error instanceof LogFull) return refuse('log/full');
  if (error instanceof LogDamaged) return refuse('log/damaged');
  if (isDamage(error)) return refuse('read-model/damaged');
  if (error instanceof z.ZodError) return refuse('request/bad-shape', { reason: reasonOf(error) });
  const { code, statusCode, message } = error as Coded;
  const fault = diskFault(error);
  if (fault === 'full') return refuse('log/full');
  // Without its place: strangers hear this, too.
  if (fault === 'read-only')
    return refuse('data/not-writable', { place: 'The data folder', reason: diskReason(error) ?? '' });
  if (statusCode === 413) return refuse('request/too-large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return refuse('request/not-json', { reason: 'its content type is not JSON' });
  if (statusCode && statusCode < 500) return refuse('request/not-json', { reason: message });
  return undefined;
}

/** So many faults are told at once, and so many signs of each. */
const mostFaults = 10;
const longestFault = 500;

function reasonOf({ issues }: z.ZodError): string {
  const left = issues.length - mostFaults;
  const told = issues.slice(0, mostFaults).map((issue) => {
    const fault = faultOf(issue);
    return fault.length > longestFault ? `${fault.slice(0, longestFault)}…` : fault;
  });
  return `${told.join('; ')}${left > 0 ? `; and so it is in ${left} more places` : ''}`;
}

const faultOf = ({ path, message }: z.core.$ZodIssue) =>
  `${path.join('.') || 'the body'}: ${message.replace(/^Invalid input: /, '')}`;

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

/** What to tell whoever sent the request; a bug is reported, and told without its insides. */
export function refusalFor(error: unknown, { url, server }: FastifyRequest): Refusal {
  // The file server's way to say that a path leads out of its folder.
  const isOutside = (error as Coded).statusCode === 403;
  return isOutside ? unknownPath(url) : reported(error, server.reportBug);
}

/** What to tell of an error; what is to be looked into is reported. */
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
