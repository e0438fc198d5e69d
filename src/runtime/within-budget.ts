import type { BudgetNow, Budgets } from '../actors/caps.ts';
import type { Run } from '../actors/run.ts';
import { budgetFor } from './budgets.ts';
import { openTurns } from './turns.ts';

type Settings = { budgets: () => Budgets; runs: () => readonly Run[] };

/** For which run money is committed, in which currency, and through whose account if its offer is new. */
export type Committing = { run: Run; currency: string; requester?: string };

/** Commits money within the budgets: what is committed in several runs at once is decided one after the other. */
export type WithinBudget = <Result>(
  committing: Committing,
  commit: (budget: BudgetNow | undefined) => Promise<Result>,
) => Promise<Result>;

/** Opens it. Without a budget nothing waits. */
export function openWithinBudget({ budgets, runs }: Settings): WithinBudget {
  const inTurn = openTurns();
  return ({ run, currency, requester }, commit) => {
    const now = () => budgetFor({ budgets: budgets(), runs: runs() }, run, currency, requester);
    if (now().caps.length === 0) return commit(undefined);
    return inTurn('budget', () => commit(now()));
  };
}
