import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After } from './shapes.ts';

const kinds = z
  .string()
  .max(1000)
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .optional();

const time = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be a time like 2026-12-01T09:00:00Z, or a day')
  .optional();

/** Which facts of a history: the filters of the timeline and of a replay. */
export const factFilters = {
  /** Types of facts, or their first words, separated by commas: `unit.accepted,worker`. */
  kind: kinds,
  worker: z.string().optional(),
  unit: z.string().optional(),
  /** Only facts from this time on, and only those before that one: `2026-12-01T09:00:00Z`, or a day, which begins at midnight UTC. */
  since: time,
  until: time,
  /** Part of the type, the author, the reason or the details, in any case. */
  text: z.string().trim().max(200).optional(),
};

export const TimelineEntry = z.object({
  /** The position in the log. */
  position: z.string(),
  at: z.string(),
  by: z.string(),
  type: z.string(),
  /** What facts of this type say, in a sentence. */
  says: z.string(),
  run: z.string().nullable(),
  unit: z.string().nullable(),
  worker: z.string().nullable(),
  agent: z.string().nullable(),
  /** The state after it of what it is about: the unit, the run, the worker; null if that is not known. */
  state: z.string().nullable(),
  /** What whoever did it wrote about it. */
  why: z.string().nullable(),
  /** The beginnings of its other values, without what is personal. */
  details: z.record(z.string(), z.string()),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** What a timeline is of. */
const TimelineKind = z.enum(['run', 'unit', 'agent', 'worker', 'qualification']);
export type TimelineKind = z.infer<typeof TimelineKind>;

export const getTimeline = endpoint({
  name: 'getTimeline',
  method: 'GET',
  path: '/api/timeline/:id',
  summary:
    'The history of a run, a unit, a session of a worker (an agent), a worker or a qualification, fact by fact, each with who, why and the state after it. A page can be empty and have a cursor: the next one goes on looking.',
  role: 'reader',
  tag: 'Log',
  params: z.object({ id: z.string() }),
  query: After.extend({
    ...factFilters,
    order: z.enum(['newest', 'oldest']).default('newest'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(100).optional(),
  }),
  reply: z.object({
    of: TimelineKind,
    entries: z.array(TimelineEntry),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});
