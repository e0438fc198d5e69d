import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { World } from '../state/model.ts';
import { Refusal } from '../state/refusal.ts';
import { nowMs } from '../state/world.ts';

/** The forms that errors have: most are in `error`, newer endpoints give what is in it bare, and some have two fields. */
export type Envelope = 'wrapped' | 'bare' | 'message';

export type Call<Query, Body> = {
  world: World;
  id: string;
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  request: FastifyRequest;
  reply: FastifyReply;
};

/** One operation of the API: what it takes, what it does, and the exact form of its reply. */
export type Endpoint<Query, Body> = {
  operation: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  path: string;
  status?: number;
  envelope?: Envelope;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Left out for a reply without a body. */
  reply?: z.ZodType;
  /** The workspace whose wallet this uses. */
  wallet?: (call: Call<Query, Body>) => string | undefined;
  act: (call: Call<Query, Body>) => unknown;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: string;
    envelope?: Envelope;
  }
}

const noQuery = z.strictObject({});

/** Serves an operation. What is asked must have exactly its form, and so must the reply. */
export function serve<Query = Record<string, never>, Body = undefined>(
  app: FastifyInstance,
  world: World,
  endpoint: Endpoint<Query, Body>,
): void {
  const { operation, method, path, status = 200, envelope = 'wrapped' } = endpoint;
  app.route({
    method,
    url: `/api/v1/${path}`,
    config: { operation, envelope },
    async handler(request, reply) {
      const params = request.params as Record<string, string>;
      const call: Call<Query, Body> = {
        world,
        params,
        id: params.id ?? '',
        query: (endpoint.query ?? noQuery).parse(request.query) as Query,
        body: endpoint.body ? endpoint.body.parse(request.body ?? {}) : (undefined as Body),
        request,
        reply,
      };
      const result = await withWallet(world, endpoint.wallet?.(call), () => endpoint.act(call));
      reply.code(status);
      if (!endpoint.reply) return reply.code(status === 200 ? 204 : status).send();
      // Texts are JSON, too.
      return reply.type('application/json').send(JSON.stringify(endpoint.reply.parse(result, { reportInput: true })));
    },
  });
}

/** Lets only one operation use the wallet of a workspace at a time. */
async function withWallet(world: World, workspaceId: string | undefined, act: () => unknown): Promise<unknown> {
  if (workspaceId === undefined) return act();
  if (world.busyWallets.has(workspaceId))
    throw new Refusal(429, 'Another operation is using the balance of this workspace. Try again later.');
  world.busyWallets.add(workspaceId);
  try {
    const { walletMs } = world.durations;
    if (walletMs > 0) await new Promise<void>((resolve) => world.clock.at(nowMs(world) + walletMs, resolve));
    else await turn();
    return act();
  } finally {
    world.busyWallets.delete(workspaceId);
  }
}
