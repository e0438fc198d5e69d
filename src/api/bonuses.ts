import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { bonusCents } from './money.ts';
import { Note, Paged, Recorded, Scope } from './shapes.ts';

const params = z.object({ unit: z.string() });

export const Bonus = z.object({
  id: z.string(),
  unit: z.string(),
  worker: z.string(),
  cents: z.int(),
  currency: z.string(),
  reason: z.string().nullable(),
  state: z.enum(['intended', 'paid', 'withdrawn']),
  granted_by: z.string(),
  granted_at: z.string(),
});
export type Bonus = z.infer<typeof Bonus>;

export const grantBonus = endpoint({
  name: 'grantBonus',
  method: 'POST',
  path: '/api/units/:unit/bonus',
  summary:
    'Grants a bonus to the worker of this unit; it is recorded as still to be paid. A second one for the same unit needs `another`: true.',
  role: 'reviewer',
  params,
  body: z.strictObject({ cents: bonusCents, reason: Note, another: z.boolean().optional() }),
  reply: Recorded.extend({ bonus: z.string(), currency: z.string() }),
  status: 202,
});

export const listBonuses = endpoint({
  name: 'listBonuses',
  method: 'GET',
  path: '/api/bonuses',
  summary: 'Bonuses that were granted, the newest first.',
  role: 'reader',
  query: Scope.extend({ ...Paged.shape, state: Bonus.shape.state.optional(), worker: z.string().optional() }),
  reply: z.object({ bonuses: z.array(Bonus), cursor: z.string().optional(), sequence: z.int() }),
});

const bonus = z.object({ bonus: z.string() });
export const markBonusPaid = endpoint({
  name: 'markBonusPaid',
  method: 'POST',
  path: '/api/bonuses/:bonus/paid',
  summary: 'Records that the bonus was paid by hand.',
  role: 'owner',
  params: bonus,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});
export const withdrawBonus = endpoint({
  name: 'withdrawBonus',
  method: 'POST',
  path: '/api/bonuses/:bonus/withdraw',
  summary: 'Withdraws a bonus that is not paid yet.',
  role: 'reviewer',
  params: bonus,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});
