import { z } from 'zod';
import { Bonus } from './bonuses.ts';
import { endpoint } from './endpoint.ts';
import { After, File, Paged, Scope, UnitStatus } from './shapes.ts';

const params = z.object({ unit: z.string() });
const list = (text: string) => text.split(',').filter((part) => part !== '');

export const UnitRow = z.object({
  id: z.string(),
  run: z.string(),
  task: z.string().nullable(),
  assignment: z.string(),
  status: UnitStatus,
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  assigned_at: z.string().nullable(),
  deadline: z.string().nullable(),
  submitted_at: z.string().nullable(),
  /** Seconds from getting the unit to submitting it. */
  seconds: z.number().nullable(),
  reviewed_at: z.string().nullable(),
  reviewed_by: z.string().nullable(),
  note: z.string().nullable(),
  /** Who requested a second opinion that is still open. */
  second_opinion: z.string().nullable(),
  bonus_cents: z.number(),
});
export type UnitRow = z.infer<typeof UnitRow>;

export const UnitsQuery = Scope.extend({
  ...Paged.shape,
  /** One status or several with commas. */
  status: z.string().transform(list).pipe(z.array(UnitStatus)).optional(),
  worker: z.string().optional(),
  assignment: z.string().optional(),
  /** Only units for which a second opinion is requested. */
  second_opinion: z.stringbool().optional(),
  /** Words to find in the item's data, the answer or the note; each may be the beginning of one. */
  search: z.string().trim().max(200).optional(),
  sort: z.enum(['oldest', 'newest', 'fastest', 'slowest']).default('oldest'),
});

export const listUnits = endpoint({
  name: 'listUnits',
  method: 'GET',
  path: '/api/units',
  says: 'Units, filtered, searched and sorted, one page at a time.',
  role: 'reader',
  query: UnitsQuery,
  reply: z.object({
    units: z.array(UnitRow),
    /** How many fit the filters, counted up to `counted_to`: where it comes to as many, there may be more. */
    total: z.int(),
    counted_to: z.int(),
    cursor: z.string().optional(),
    /** How many of all units a search could look at; absent when that was all of them. */
    searched: z.object({ of: z.int(), indexed: z.int() }).optional(),
    sequence: z.int(),
  }),
});

/** Something that happened to a unit. */
export const Episode = z.object({
  at: z.string(),
  what: z.enum([
    'assigned',
    'submitted',
    'returned',
    'timeout',
    'late',
    'accepted',
    'soft_rejected',
    'rejected',
    'review_undone',
    'second_opinion_asked',
    'bonus_granted',
    'bonus_paid',
    'bonus_withdrawn',
  ]),
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  message: z.string().nullable(),
  cents: z.number().nullable(),
});
export type Episode = z.infer<typeof Episode>;

const HandedIn = z.object({
  agent: z.string(),
  worker: z.string(),
  answer: z.unknown(),
  files: z.array(File).nullable(),
  submitted_at: z.string(),
  late: z.boolean(),
  auto_submitted: z.boolean().nullable(),
});

export const UnitDetail = UnitRow.extend({
  title: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** The answer and the files that count; `answers` has the late ones too. */
  answer: z.unknown(),
  files: z.array(File),
  answers: z.array(HandedIn),
  metadata: z.array(
    z.object({
      agent: z.string(),
      kind: z.enum(['metadata', 'error']),
      content: z.unknown(),
      files: z.array(File).nullable(),
      at: z.string(),
    }),
  ),
  history: z.array(Episode),
  bonuses: z.array(Bonus),
  /** The task's own review view for an iframe, on the run's origin; null if the task has none. */
  review_url: z.string().nullable(),
});
export type UnitDetail = z.infer<typeof UnitDetail>;

export const getUnit = endpoint({
  name: 'getUnit',
  method: 'GET',
  path: '/api/units/:unit',
  says: 'One unit with its data, answers, files, metadata and history.',
  role: 'reader',
  params,
  query: After,
  reply: UnitDetail,
});
