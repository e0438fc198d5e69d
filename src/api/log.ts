import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { factFilters } from './timeline.ts';

const Failed = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const events = endpoint({
  name: 'events',
  method: 'GET',
  path: '/api/events',
  summary: 'Facts in the order of the log, one a line, without personal data; with `follow`, also new ones.',
  role: 'reader',
  query: z.object({
    /** The first log sequence. */
    from: z.coerce.number().int().nonnegative().default(1),
    /** A subject filter in NATS syntax, such as `facts.*.unit.submitted`. */
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
  summary: 'The history of a run, a unit, an agent, a worker or a qualification: each fact with the state after it.',
  role: 'reader',
  params: z.object({ id: z.string() }),
  query: z.object({ to: z.coerce.number().int().positive().optional(), ...factFilters }),
  reply: z.union([
    z.looseObject({
      position: z.string(),
      at: z.string(),
      by: z.string(),
      type: z.string(),
      /** What whoever did it wrote about it. */
      why: z.string().nullable(),
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
  summary: 'Rebuilds all rows from the log, compares them with the live ones, and replaces those.',
  role: 'owner',
  reply: z.union([
    z.object({ progress: z.object({ done: z.int(), total: z.int() }) }),
    z.object({ rebuilt: z.object({ facts: z.int(), milliseconds: z.number(), same: z.boolean() }) }),
    Failed,
  ]),
  streams: 'lines',
});

/** A loss or change of recorded data; `from` is the first affected log position. */
export const Damage = z.object({
  code: z.string(),
  sentence: z.string(),
  from: z.int(),
  run: z.string().optional(),
  lost: z.int().optional(),
  known: z.int().optional(),
});

const Verified = z.object({
  ok: z.boolean(),
  /** Whether the folded log, the live state and the rows are equal, for each run and the workspace (`-`). */
  checks: z.array(z.object({ run: z.string(), same: z.boolean(), difference: z.string().optional() })),
  damages: z.array(Damage),
  /** Missing or changed files of answers, one sentence each. */
  files: z.array(z.string()).optional(),
  /** Faults of the published facts, which are published again, one sentence each. */
  published: z.array(z.string()).optional(),
  commits: z.int().optional(),
  facts: z.int().optional(),
});
export type Verified = z.output<typeof Verified>;

export const verify = endpoint({
  name: 'verify',
  method: 'GET',
  path: '/api/verify',
  summary: 'Checks that the log is complete, and that the live state and the rows agree with it.',
  role: 'reader',
  reply: Verified,
});

export const audit = endpoint({
  name: 'audit',
  method: 'GET',
  path: '/api/audit',
  summary:
    'The same as `/api/verify`, and that every uploaded file is unchanged; with progress, one JSON object a line.',
  role: 'owner',
  reply: z.union([
    z.object({ progress: z.object({ step: z.string(), done: z.int().optional(), total: z.int().optional() }) }),
    z.object({ audited: Verified }),
    Failed,
  ]),
  streams: 'lines',
});
