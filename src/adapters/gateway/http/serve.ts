import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Endpoint } from '../../../api/endpoint.ts';
import { callerOf, insistOnRole } from './caller.ts';
import { appRoutes } from './hosts.ts';

type Given<Shape extends z.ZodType> = z.output<Shape>;

/** What a handler is given: the request's parts, checked, and who asks. */
export type Asked<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  params: Given<Params>;
  query: Given<Query>;
  body: Given<Body>;
  /** Who asks, as facts name them: `reviewer:anna`. */
  by: string;
  request: FastifyRequest;
  reply: FastifyReply;
};

const served = new WeakMap<object, Endpoint[]>();

/** Every endpoint that this server answers. */
export const servedBy = ({ server }: Pick<FastifyInstance, 'server'>): readonly Endpoint[] => served.get(server) ?? [];

/** Answers an endpoint on the house's origin: checks who asks and what they send, then hands it to `handle`. */
export function serve<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  app: FastifyInstance,
  endpoint: Endpoint<Params, Query, Body, Reply>,
  handle: (asked: Asked<Params, Query, Body>) => Promise<z.input<Reply> | FastifyReply> | z.input<Reply> | FastifyReply,
): void {
  served.set(app.server, [...servedBy(app), endpoint as unknown as Endpoint]);
  app.route({
    method: endpoint.method,
    url: `${appRoutes}${endpoint.path}`,
    config: { role: endpoint.role, takes: endpoint.takes },
    // Who asks for the head alone of events would wait for ever: it goes out with the first one.
    exposeHeadRoute: endpoint.streams !== 'events',
    async handler(request, reply) {
      const caller = callerOf(request);
      insistOnRole(caller, endpoint.role);
      const answer = await handle({
        params: endpoint.params?.parse(request.params) as Given<Params>,
        query: endpoint.query?.parse(request.query) as Given<Query>,
        body: endpoint.body?.parse(request.body ?? undefined) as Given<Body>,
        by: caller.by,
        request,
        reply,
      });
      if (reply.sent || answer === reply) return reply;
      return reply.code(endpoint.status ?? 200).send(answer);
    },
  });
}
