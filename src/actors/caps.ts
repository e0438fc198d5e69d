import { type BudgetFact, type BudgetScope, BudgetSet } from '../events/budget.ts';
import { bonusText } from './money.ts';
import { refuse } from './refusals.ts';

/** The most that may be committed in one scope, and what is committed there in other runs; in cents. */
export type Cap = { scope: BudgetScope; name: string; capCents: number; elsewhereCents: number };

/** What may be spent, as a command that commits money brings it along. */
export type BudgetNow = { caps: readonly Cap[]; currency: string };

type Committing = { committedCents: number; moreCents: number };

/** The tightest of the caps that so much more would pass, and what is left of it; undefined if there is room. Amounts in cents. */
function passed(budget: BudgetNow | undefined, { committedCents, moreCents }: Committing) {
  if (!budget || moreCents <= 0) return undefined;
  const left = budget.caps.map((cap) => ({ ...cap, leftCents: cap.capCents - cap.elsewhereCents - committedCents }));
  const [tightest] = left.sort((one, other) => one.leftCents - other.leftCents);
  return tightest && moreCents > tightest.leftCents ? tightest : undefined;
}

/** Whether so much more than what a run has committed passes no cap. */
export const isWithin = (budget: BudgetNow | undefined, committing: Committing): boolean =>
  passed(budget, committing) === undefined;

/** Throws `budget/passed` if so much more than what a run has committed would pass a cap; names the tightest one. Amounts in cents. */
export function requireWithin(budget: BudgetNow | undefined, committedCents: number, moreCents: number): void {
  const tightest = passed(budget, { committedCents, moreCents });
  if (!budget || !tightest) return;
  const { scope, name, capCents, leftCents } = tightest;
  const text = (cents: number) => bonusText(cents, budget.currency);
  throw refuse('budget/passed', {
    ...{ scope, name, cap: text(capCents) },
    ...{ needed: text(moreCents), left: text(Math.max(0, Math.floor(leftCents))) },
  });
}

/** The budgets that owners have set, by `budgetKey`. */
export type Budgets = Map<string, BudgetFact['data']>;

/** Names what a budget is for. */
export const budgetKey = ({ scope, name }: Pick<BudgetFact['data'], 'scope' | 'name'>): string => `${scope} ${name}`;

/** Sets the most that may be committed, in cents with fees; null takes the limit away. What is committed already stays. */
export type BudgetCommand = { type: 'budget.set' } & BudgetFact['data'];

/** Returns an empty list when nothing changes. */
export function decide({ type: _, ...budget }: BudgetCommand, known: Budgets): BudgetFact[] {
  const before = known.get(budgetKey(budget));
  const isSame =
    (before?.capCents ?? null) === budget.capCents && (before?.currency ?? budget.currency) === budget.currency;
  return isSame ? [] : [BudgetSet(budget)];
}
