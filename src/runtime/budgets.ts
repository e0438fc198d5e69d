import { committedCents } from '../actors/budget.ts';
import { type BudgetNow, type Budgets, budgetKey, type Cap } from '../actors/caps.ts';
import type { Run } from '../actors/run.ts';
import type { BudgetScope } from '../events/budget.ts';

/** Whether a run is under a budget: that of itself, of its task, or of a requester of its offers. */
export const isIn = (run: Run, scope: BudgetScope, name: string): boolean => {
  const { runId, task } = run.taskRun.context;
  if (scope === 'run') return runId === name;
  if (scope === 'task') return task === name;
  return requestersOf(run).has(name);
};

/** The requesters through whose accounts a run is offered. */
export const requestersOf = (run: Run): Set<string> =>
  new Set([...run.offers.entries()].map(([, { context }]) => context.requester));

type Settings = {
  budgets: Budgets;
  /** All runs of the workspace, this one among them. */
  runs: readonly Run[];
};

/**
 * The budgets that a run is under, with what other runs have committed; `requester` is the account of an offer that is to come. A budget in another
 * currency than the run's cannot be compared and does not count.
 */
export function budgetFor({ budgets, runs }: Settings, run: Run, currency: string, requester?: string): BudgetNow {
  const { runId, task } = run.taskRun.context;
  const requesters = new Set([...requestersOf(run), ...(requester === undefined ? [] : [requester])]);
  const scopes = [
    ['run', runId],
    ['task', task],
    ...[...requesters].map((name) => ['requester', name] as const),
  ] as const;
  const caps = scopes.flatMap(([scope, name]): Cap[] => {
    const budget = budgets.get(budgetKey({ scope, name }));
    if (budget?.capCents == null || budget.currency !== currency) return [];
    const others = runs.filter((other) => other !== run && isIn(other, scope, name));
    const elsewhereCents = others.reduce((sum, other) => sum + committedCents(other), 0);
    return [{ scope, name, capCents: budget.capCents, elsewhereCents }];
  });
  return { caps, currency };
}
