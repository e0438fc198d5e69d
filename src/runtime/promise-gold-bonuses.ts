import { goldBonus, todo } from '../actors/gold-bonus.ts';
import type { UnitId } from '../events/ids.ts';
import { configOf, type OpenRun } from './open-run.ts';
import { performTodos, type TodoLoop } from './perform-todos.ts';
import type { WithinBudget } from './within-budget.ts';

/** Performs a run's to-dos `promise-gold-bonus`, within its budgets; what a budget does not allow is promised once it does. */
export function promiseGoldBonuses(
  run: OpenRun,
  withinBudget: WithinBudget,
  report: (problem?: string) => void,
): TodoLoop {
  const { mailbox } = run;

  async function promise(unitId: UnitId): Promise<void> {
    const { currency } = configOf(run);
    const bonus = goldBonus(mailbox.run, unitId, currency);
    if (!bonus) return;
    await withinBudget({ run: mailbox.run, currency }, (budget) =>
      mailbox.ask({ type: 'unit.grant-bonus', ...bonus, ...(budget ? { budget } : {}) }, `rule:${run.runId}`),
    );
    if (todo(mailbox.run).length === 0) report();
  }

  return performTodos({
    open: () =>
      todo(mailbox.run).map(
        ({ key }) =>
          () =>
            promise(key as UnitId),
      ),
    onFailure: (failure) =>
      report(`A bonus for a right answer in run ${run.runId} could not be promised yet and is retried: ${failure}`),
    stopsAtFailure: true,
  });
}
