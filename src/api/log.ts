import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const Failed = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const events = endpoint({
  name: 'events',
  method: 'GET',
  path: '/api/events',
  says: 'Facts in the order of the log, one a line, without what could name a person; with `follow`, also those to come.',
  role: 'reader',
  query: z.object({
    /** The first sequence of the log to tell. */
    from: z.coerce.number().int().nonnegative().default(1),
    /** Subjects in NATS's spelling, such as `facts.*.unit.submitted`. */
    filter: z.string().default('facts.>'),
    follow: z.stringbool().default(false),
  }),
  reply: z.union([
    z.looseObject({
      id: z.string(),
      at: z.string(),
      by: z.string(),
      type: z.string(),
      version: z.int(),
      data: z.unknown(),
      run: z.string(),
      position: z.string(),
    }),
    Failed,
  ]),
  streams: 'lines',
});

export const replay = endpoint({
  name: 'replay',
  method: 'GET',
  path: '/api/replay/:id',
  says: 'The life of a run, a unit, an agent, a worker or a qualification: each fact with the state after it.',
  role: 'reader',
  params: z.object({ id: z.string() }),
  query: z.object({ to: z.coerce.number().int().positive().optional() }),
  reply: z.union([
    z.looseObject({
      position: z.string(),
      at: z.string(),
      by: z.string(),
      type: z.string(),
      state: z.string(),
      summary: z.unknown(),
    }),
    Failed,
  ]),
  streams: 'lines',
});

export const rebuild = endpoint({
  name: 'rebuild',
  method: 'POST',
  path: '/api/rebuild',
  says: 'Builds all rows from the log again beside the live ones, compares them, and lets the new ones take over.',
  role: 'owner',
  reply: z.union([
    z.object({ progress: z.object({ done: z.int(), total: z.int() }) }),
    z.object({ rebuilt: z.object({ facts: z.int(), milliseconds: z.number(), same: z.boolean() }) }),
    Failed,
  ]),
  streams: 'lines',
});

export const verify = endpoint({
  name: 'verify',
  method: 'GET',
  path: '/api/verify',
  says: 'Whether the log, the live state and the rows say the same.',
  role: 'reader',
  reply: z.object({
    ok: z.boolean(),
    checks: z.array(z.object({ run: z.string(), same: z.boolean(), difference: z.string().optional() })),
  }),
});
