import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Endpoint } from '../../../api/endpoint.ts';
import { emptyKeys, knownKeys, unknownKeys } from '../../../api/known-keys.ts';
import { nearestOf } from '../../../projections/spelling/nearest.ts';
import { callerOf, requireRole } from './caller.ts';
import { appRoutes } from './hosts.ts';
import { refuse } from './refusals.ts';

type Parsed<Shape extends z.ZodType> = z.output<Shape>;

/** A checked request: its parts, and its caller. */
type CheckedRequest<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  params: Parsed<Params>;
  query: Parsed<Query>;
  body: Parsed<Body>;
  /** The caller, as facts name them: `reviewer:anna`. */
  by: string;
  request: FastifyRequest;
  reply: FastifyReply;
};

const served = new WeakMap<object, Endpoint[]>();

/** Every endpoint that this server answers. */
export const servedBy = ({ server }: Pick<FastifyInstance, 'server'>): readonly Endpoint[] => served.get(server) ?? [];

/** Answers an endpoint on the app's origin: checks the caller and the request, then calls `handle`. */
export function serve<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  app: FastifyInstance,
  endpoint: Endpoint<Params, Query, Body, Reply>,
  handle: (
    request: CheckedRequest<Params, Query, Body>,
  ) => Promise<z.input<Reply> | FastifyReply> | z.input<Reply> | FastifyReply,
): void {
  served.set(app.server, [...servedBy(app), endpoint as unknown as Endpoint]);
  app.route({
    method: endpoint.method,
    url: `${appRoutes}${endpoint.path}`,
    config: { role: endpoint.role, takes: endpoint.takes },
    // A HEAD request for events would wait for ever: headers go out with the first event.
    exposeHeadRoute: endpoint.streams !== 'events',
    async handler(request, reply) {
      const caller = callerOf(request);
      requireRole(caller, endpoint.role);
      checkKeys(endpoint, request.query);
      const answer = await handle({
        params: endpoint.params?.parse(request.params) as Parsed<Params>,
        query: endpoint.query?.parse(request.query) as Parsed<Query>,
        body: endpoint.body?.parse(request.body) as Parsed<Body>,
        by: caller.by,
        request,
        reply,
      });
      // A reply that was sent by hand resolves once it has ended, also when the client left in the middle of it.
      if (reply.sent || reply.raw.headersSent || reply.raw.destroyed) return reply;
      return reply.code(endpoint.status ?? 200).send(answer);
    },
  });
}

/** Throws `request/unknown-key` and `request/empty-value` for a query with keys that would be ignored. */
function checkKeys(endpoint: Pick<Endpoint, 'query' | 'ignoresUnknown'>, query: unknown): void {
  const known = knownKeys(endpoint);
  if (!known) return;
  const [unknown] = unknownKeys(endpoint, query);
  if (unknown !== undefined) throw refuse('request/unknown-key', { unknown, meant: nearestOf(unknown, known), known });
  const [key] = emptyKeys(query);
  if (key !== undefined) throw refuse('request/empty-value', { key });
}
