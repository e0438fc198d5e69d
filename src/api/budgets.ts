import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const cents = z.number();
export const budgetScopes = ['run', 'task', 'requester'] as const;

/** The most that may be committed through providers for one run, one task or one requester, with all fees; amounts in cents. */
export const Budget = z.object({
  scope: z.enum(budgetScopes),
  name: z.string(),
  currency: z.string(),
  cap_cents: cents,
  /** Places that workers may take or have taken, and bonuses that were promised, with fees. */
  committed_cents: cents,
  left_cents: cents,
});
export type Budget = z.infer<typeof Budget>;

export const listBudgets = endpoint({
  name: 'listBudgets',
  method: 'GET',
  path: '/api/budgets',
  summary: 'The budgets, and what is committed of each.',
  role: 'owner',
  reply: z.object({ budgets: z.array(Budget) }),
});

export const setBudget = endpoint({
  name: 'setBudget',
  method: 'PUT',
  path: '/api/budgets',
  summary: 'Sets the most that may be committed for a run, a task or a requester, or takes that limit away.',
  role: 'owner',
  body: z.strictObject({
    scope: z.enum(budgetScopes),
    name: z.string().min(1).max(200),
    /** Null takes the limit away. */
    cap_cents: cents.nonnegative().max(1e12).nullable(),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  reply: z.object({ budgets: z.array(Budget) }),
});
