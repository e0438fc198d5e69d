import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { File, WorkerIdentity } from './shapes.ts';

/** An id as in facts. */
const Id = z.string().min(1).max(64);
const Unit = z.string().regex(/^[a-z0-9-]+\.\d+\.\d+$/);
const Time = z.iso.datetime();

const common = {
  run: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60),
  /** Where it was found. */
  source: z.string(),
};
const ofUnit = { unitId: Unit, agentId: Id, workerId: Id };
const note = z.string().optional();

/** A piece of work that is missing in the log, as `manyhands recover` finds it; or an unreadable run, and its items. */
export const Recovered = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('run'),
    task: z.string(),
    title: z.string(),
    launched: z.object({
      folder: z.string(),
      config: z.string().optional(),
      overrides: z.record(z.string(), z.string()).optional(),
      file: z.string().optional(),
      dataSha256: z.string().optional(),
    }),
    // Settings that came later are read with the facts.
    settings: z.looseObject({
      unitsPerAssignment: z.int().positive(),
      assignmentDurationSeconds: z.number().positive(),
      maximumUnitsPerWorker: z.int().nonnegative(),
      allowedConcurrent: z.int().nonnegative(),
      maxNumConcurrentUnits: z.int().nonnegative(),
      autoSubmitBeforeExpirationSeconds: z.number().positive().optional(),
      workerIdentity: WorkerIdentity.optional(),
    }),
    config: z.record(z.string(), z.unknown()),
  }),
  z.object({
    ...common,
    kind: z.literal('item'),
    index: z.int().nonnegative(),
    units: z.int().positive(),
    shared: z.record(z.string(), z.unknown()),
    unitData: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
  z.object({
    ...common,
    ...ofUnit,
    kind: z.literal('answer'),
    answer: z.unknown(),
    files: z.array(File.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/) })).optional(),
    submittedAt: Time,
    late: z.int().min(0).max(1),
    autoSubmitted: z.int().min(0).max(1),
    /** The item's data, for readers of the file. */
    item: z.unknown().optional(),
    /** The worker's name at the provider, if known. */
    provider: z.string().optional(),
    worker: z.string().optional(),
    /** What its unit paid when it was given out; null for what the run was opened with. */
    payCents: z.number().nonnegative().nullish(),
  }),
  z.object({
    ...common,
    ...ofUnit,
    kind: z.literal('review'),
    decision: z.enum([
      ...(['accepted', 'soft_rejected', 'rejected', 'review_undone'] as const),
      ...(['review_supplemented', 'supplement_undone', 'second_opinion_asked'] as const),
    ]),
    note,
    message: z.string().optional(),
    by: z.string().min(1),
    at: Time,
  }),
  z.object({
    ...common,
    ...ofUnit,
    kind: z.literal('payment'),
    state: z.enum(['paid', 'payment_undone']).default('paid'),
    cents: z.number().positive(),
    currency: z.string(),
    note,
    paidBy: z.string().min(1),
    paidAt: Time,
  }),
  z.object({
    ...common,
    ...ofUnit,
    kind: z.literal('bonus'),
    bonusId: Id,
    cents: z.int().positive(),
    currency: z.string(),
    reason: z.string().optional(),
    grantedBy: z.string().min(1),
    grantedAt: Time,
  }),
  z.object({
    ...common,
    kind: z.literal('settlement'),
    bonusId: Id,
    unitId: Unit,
    agentId: Id,
    state: z.enum(['paid', 'withdrawn', 'payment_undone']),
    note,
    settledBy: z.string().min(1),
    settledAt: Time,
  }),
  z.object({
    ...common,
    kind: z.literal('adjudication'),
    assignmentId: z.string().regex(/^[a-z0-9-]+\.\d+$/),
    answer: z.unknown(),
    note,
    by: z.string().min(1),
    at: Time,
    withdrawnBy: z.string().min(1).nullish(),
    withdrawnAt: Time.nullish(),
  }),
  z
    .object({
      ...common,
      kind: z.literal('comment'),
      commentId: Id,
      unitId: Unit,
      /** Whose answer it is on, if known. */
      agentId: Id.optional(),
      /** As it was last; a removed comment has none. */
      text: z.string().optional(),
      replyTo: Id.optional(),
      by: z.string().min(1),
      at: Time,
      editedAt: Time.optional(),
      removedBy: z.string().min(1).optional(),
      removedAt: Time.optional(),
    })
    .refine(({ text, removedAt }) => (text === undefined) === (removedAt !== undefined), {
      path: ['text'],
      error: 'A comment has a text, or the time when it was removed.',
    }),
]);
export type Recovered = z.output<typeof Recovered>;

export const putBack = endpoint({
  name: 'putBack',
  method: 'POST',
  path: '/api/recovered',
  summary: 'Records lost work again, with its source. Work that is still there stays unchanged.',
  role: 'owner',
  body: z.object({ pieces: z.array(Recovered).min(1).max(500) }),
  reply: z.object({
    recorded: z.int(),
    /** The recreated runs, which were unreadable in the log, with their new ids. */
    runs: z.array(z.object({ run: z.string(), now: z.string() })),
    /** How many pieces were there already. */
    known: z.int(),
    /** How many lost reviews had been undone: the answers are to review. */
    undone: z.int(),
    /** The pieces that could not be recorded: the index of each in the request, and the reason. */
    refused: z.array(z.object({ nth: z.int(), code: z.string(), message: z.string() })),
    sequence: z.int(),
  }),
  status: 202,
});
