import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

/** For what a budget is: one run by its id, all runs of a task by its name, or all runs of a requester by its name. */
export const BudgetScope = z.enum(['run', 'task', 'requester']);
export type BudgetScope = z.infer<typeof BudgetScope>;

export const BudgetSet = defineFact('budget.set', {
  says: 'An owner set the most that may be committed through providers, or took that limit away.',
  data: z.object({
    scope: BudgetScope,
    name: z.string(),
    /** In cents of the currency, with the fees of providers; null for no limit. */
    capCents: z.number().nonnegative().nullable(),
    currency: z.string(),
  }),
});

export const budgetFacts = [BudgetSet] as const;
export type BudgetFact = FactOf<typeof budgetFacts>;
