import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Decision, Message, Note, Recorded } from './shapes.ts';

const params = z.object({ unit: z.string() });

/** A decision: a note among reviewers, a message to the worker, and on acceptance a bonus. */
export const Verdict = z
  .strictObject({
    note: Note,
    message: Message,
    bonus_cents: z.int().positive().max(10_000_000).optional(),
  })
  .nullish();

const verdict = (name: string, verb: 'accept' | 'soft-reject' | 'reject', says: string) =>
  endpoint({
    name,
    method: 'POST',
    path: `/api/units/:unit/${verb}`,
    says,
    role: 'reviewer',
    params,
    body: Verdict,
    reply: Recorded,
    status: 202,
  });

export const acceptUnit = verdict('acceptUnit', 'accept', 'Accepts the answer: paid and used.');
export const softRejectUnit = verdict('softRejectUnit', 'soft-reject', 'Pays the answer without using it.');
export const rejectUnit = verdict('rejectUnit', 'reject', 'Rejects the answer: not paid, not used.');

export const expireUnit = endpoint({
  name: 'expireUnit',
  method: 'POST',
  path: '/api/units/:unit/expire',
  says: 'Cancels an open unit.',
  role: 'owner',
  params,
  reply: Recorded,
  status: 202,
});

export const undoReview = endpoint({
  name: 'undoReview',
  method: 'POST',
  path: '/api/units/:unit/undo',
  says: 'Undoes the decision: the unit is to review again, the history keeps both.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});

export const askSecondOpinion = endpoint({
  name: 'askSecondOpinion',
  method: 'POST',
  path: '/api/units/:unit/second-opinion',
  says: 'Requests a second opinion: the caller cannot decide this unit any more.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});

/** Decides many units at once: those named, or all submitted ones of a worker in a task or run. */
export const reviewMany = endpoint({
  name: 'reviewMany',
  method: 'POST',
  path: '/api/review',
  says: 'Decides many units, one by one, with progress; refused units are listed, the others are decided.',
  role: 'reviewer',
  body: z.strictObject({
    decision: Decision,
    units: z.array(z.string()).min(1).max(10_000).optional(),
    worker: z.string().optional(),
    task: z.string().optional(),
    run: z.string().optional(),
    note: Note,
    message: Message,
    bonus_cents: z.int().positive().max(10_000_000).optional(),
  }),
  reply: z.union([
    z.object({ progress: z.object({ done: z.int(), total: z.int() }) }),
    z.object({
      reviewed: z.int(),
      refused: z.array(z.object({ unit: z.string(), code: z.string(), message: z.string() })),
      sequence: z.int(),
    }),
    z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
  ]),
  streams: 'lines',
});
