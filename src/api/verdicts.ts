import { z } from 'zod';
import { afterUndo } from './after-undo.ts';
import { endpoint } from './endpoint.ts';
import { bonusCents } from './money.ts';
import { After, Decision, Message, Note, Paged } from './shapes.ts';
import { UnitsFilter } from './units.ts';

const grantValue = z.int().min(-1_000_000).max(1_000_000);

/** The optional parts of a decision: a note, a message, a bonus in cents, and what follows for the worker. */
export const verdictParts = {
  /** For reviewers only. */
  note: Note,
  /** For the worker. */
  message: Message,
  /** For each unit; only with an acceptance. */
  bonus_cents: bonusCents.optional(),
  /** Grants the bonus beside others of the same unit; without it a second one is refused. */
  another: z.boolean().optional(),
  /** Qualifications that the worker gets, by id. */
  grants: z
    .array(z.strictObject({ qualification: z.string(), value: grantValue.default(1) }))
    .max(100)
    .optional(),
  /** Qualifications that the worker loses, by id. */
  revokes: z.array(z.string()).max(100).optional(),
  /** The reason for a block of the worker. */
  block: z.string().trim().min(1).max(4000).optional(),
  /** Why qualifications are granted or revoked; by default the note. */
  explanation: Note,
};

const Progress = z.object({ progress: z.object({ done: z.int(), total: z.int() }) });
const Failed = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const RefusedUnit = z.object({ unit: z.string(), code: z.string(), message: z.string() });
/** A refused part of the follow-up: `grant <qualification>`, `revoke <qualification>` or `block`. */
export const FollowRefused = z.object({ worker: z.string(), what: z.string(), code: z.string(), message: z.string() });

const manyVerdict = {
  role: 'reviewer',
  body: z.strictObject({
    decision: Decision,
    units: z.array(z.string()).min(1).max(10_000).optional(),
    worker: z.string().min(1).optional(),
    /** The filters of GET /api/units; without a status, only units to review. At most 10,000 may match. */
    matching: UnitsFilter.optional(),
    /** Units that `matching` leaves out. */
    except: z.array(z.string()).max(10_000).optional(),
    task: z.string().min(1).optional(),
    run: z.string().min(1).optional(),
    ...verdictParts,
  }),
  reply: z.union([
    Progress,
    z.object({
      /** The id to undo all of it: if nothing changed, that of the earlier verdict on these units; null if there is none. */
      verdict: z.string().nullable(),
      /** How many units it decided or added something to, and how many had all of it of the caller already. */
      reviewed: z.int(),
      unchanged: z.int(),
      refused: z.array(RefusedUnit),
      follow_refused: z.array(FollowRefused),
      sequence: z.int(),
    }),
    Failed,
  ]),
  streams: 'lines',
} as const;

/** Decides one unit or many: those named, all submitted ones of a worker in a task or run, or all that match filters. */
export const makeVerdict = endpoint({
  name: 'makeVerdict',
  method: 'POST',
  path: '/api/verdicts',
  summary:
    'Decides one unit or many under one id, with follow-ups for their workers. Refused units are listed and the others decided; to units that have this decision of the caller already it adds what is new, or they are counted as unchanged. A begun verdict is carried out even after a crash.',
  ...manyVerdict,
});

/** Earlier name of `makeVerdict`. */
export const reviewMany = endpoint({
  name: 'reviewMany',
  method: 'POST',
  path: '/api/review',
  summary: 'Earlier name of POST /api/verdicts.',
  ...manyVerdict,
});

const params = z.object({ verdict: z.string() });

export const undoVerdict = endpoint({
  name: 'undoVerdict',
  method: 'POST',
  path: '/api/verdicts/:verdict/undo',
  summary:
    'Undoes a verdict completely: its decisions, unpaid bonuses, and what followed for workers. Later changes stay and are listed.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: z.union([
    Progress,
    z.object({
      verdict: z.string(),
      undone: z.int(),
      refused: z.array(RefusedUnit),
      /** Qualifications and blocks that were changed after the verdict and stay: an id, or `block`. */
      kept: z.array(z.object({ worker: z.string(), what: z.string() })),
      /** Its own unpaid bonuses are withdrawn. */
      ...afterUndo,
      sequence: z.int(),
    }),
    Failed,
  ]),
  streams: 'lines',
});

export const VerdictState = z.enum(['begun', 'completed', 'undoing', 'undone']);

/** A unit that a verdict decides, with its item, its worker and what the answer says in words. */
export const DecidedUnit = z.object({
  unit: z.string(),
  run: z.string(),
  title: z.string().nullable(),
  assignment: z.string(),
  worker: z.string().nullable(),
  words: z.array(z.object({ key: z.string(), label: z.string(), answer: z.string().nullable() })),
});
export type DecidedUnit = z.infer<typeof DecidedUnit>;

export const VerdictRow = z.object({
  id: z.string(),
  decision: Decision,
  state: VerdictState,
  by: z.string(),
  at: z.string(),
  note: z.string().nullable(),
  /** The number of its units, and the unit of a verdict on one. */
  units: z.int(),
  unit: z.string().nullable(),
  /** How many units were decided and refused; null until the verdict is completed. */
  reviewed: z.int().nullable(),
  refused: z.int().nullable(),
  undone_by: z.string().nullable(),
  undone_at: z.string().nullable(),
  /** How many decisions were undone and stayed; null until the undo is completed. */
  undone: z.int().nullable(),
  undo_refused: z.int().nullable(),
  /** Whether it decides a unit now, or added to its decision, so that there is something to undo. */
  in_force: z.boolean(),
  /** Of how many of its units it only added to the decision. */
  added: z.int(),
  /** With `with_units`: its unit or, of a verdict on many, the first three that it decides now. */
  decided: z.array(DecidedUnit).optional(),
});
export type VerdictRow = z.infer<typeof VerdictRow>;

export const listVerdicts = endpoint({
  name: 'listVerdicts',
  method: 'GET',
  path: '/api/verdicts',
  summary: 'Verdicts, the newest first.',
  role: 'reader',
  query: After.extend({
    ...Paged.shape,
    /** Only the caller's verdicts. */
    mine: z.stringbool().optional(),
    /** Only verdicts that decide a unit now, so that there is something to undo. */
    in_force: z.stringbool().optional(),
    /** Adds the first units of each verdict as `decided`. */
    with_units: z.stringbool().optional(),
    state: VerdictState.optional(),
  }),
  reply: z.object({ verdicts: z.array(VerdictRow), cursor: z.string().optional(), sequence: z.int() }),
});

export const getVerdict = endpoint({
  name: 'getVerdict',
  method: 'GET',
  path: '/api/verdicts/:verdict',
  summary: 'One verdict and its progress.',
  role: 'reader',
  params,
  query: After,
  reply: VerdictRow,
});
