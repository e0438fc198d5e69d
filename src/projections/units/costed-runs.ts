import { count, eq, isNotNull, sql } from 'drizzle-orm';
import { centsOf } from '../../actors/money.ts';
import type { Overlap } from '../../events/overlap.ts';
import type { TreatmentSettings } from '../../events/treatment.ts';
import type { UnitOrder } from '../../events/unit-order.ts';
import { designText } from '../runs/design-text.ts';
import { orderText } from '../runs/order-text.ts';
import { taskRuns } from '../runs/task-runs.ts';
import { unitCounts } from '../runs/unit-counts.ts';
import { type WhoMayWork, whoMayWork } from '../runs/who-may-work.ts';
import type { Database } from '../store/database.ts';
import { bonusCentsByRun } from './bonus-rows.ts';
import { type RunRow, runRows, type UrlOf } from './run-rows.ts';
import { rewardAtOpening } from './unit-pay.ts';
import { units } from './units.ts';

/** A run with its number of units to review, and its costs in cents of its currency. */
export type CostedRun = RunRow & {
  to_review: number;
  second_opinions: number;
  currency: string;
  pay_cents: number;
  spent_cents: number;
  committed_cents: number;
  bonus_cents: number;
  unit_order: string;
  treatments: string | null;
  most_units_per_assignment: number | null;
} & WhoMayWork;

const secondOpinions = (db: Database) =>
  new Map(
    db
      .select({ run: units.runId, count: count() })
      .from(units)
      .where(isNotNull(units.secondOpinion))
      .groupBy(units.runId)
      .all()
      .map(({ run, count }) => [run, count]),
  );

const launchSettings = (db: Database) =>
  new Map(
    db
      .select({
        run: taskRuns.runId,
        reward: rewardAtOpening,
        presentPay: sql<number | null>`json_extract(${taskRuns.settings}, '$.payCents')`,
        due: sql<number>`coalesce(${unitCounts.own_due}, 0)`,
        dueCents: sql<number>`coalesce(${unitCounts.own_due_cents}, 0)`,
        paid: sql<number>`coalesce(${unitCounts.own_paid}, 0)`,
        paidCents: sql<number>`coalesce(${unitCounts.own_paid_cents}, 0)`,
        currency: sql<string>`coalesce(json_extract(${taskRuns.config}, '$.currency'), 'USD')`,
        settings: taskRuns.settings,
        qualification: sql<string | null>`json_extract(${taskRuns.config}, '$.onboarding_qualification')`,
      })
      .from(taskRuns)
      .leftJoin(unitCounts, eq(unitCounts.runId, taskRuns.runId))
      .all()
      .map(({ run, ...launch }) => [run, launch]),
  );

const noLaunch = {
  ...{ reward: 0, presentPay: null, currency: 'USD', settings: {} as Record<string, unknown>, qualification: null },
  ...{ due: 0, dueCents: 0, paid: 0, paidCents: 0 },
};

type Launch = typeof noLaunch | NonNullable<ReturnType<ReturnType<typeof launchSettings>['get']>>;

/** What one unit pays now, and what units with and without a pay of their own come to, in cents. */
function payOf(run: RunRow, { reward, presentPay, due, dueCents, paid, paidCents }: Launch) {
  // Sums of fractions of a cent, to the hundredth.
  const sum = (units: number, own: number) => centsOf(reward * units + own / 100);
  return {
    pay_cents: presentPay ?? centsOf(reward),
    spent_cents: sum(run.accepted + run.soft_rejected - paid, paidCents),
    committed_cents: sum(run.completed - run.rejected - due, dueCents),
  };
}

/** All runs, the newest first. `committed` is all submitted work that is not rejected; `spent` is accepted and soft-rejected work and bonuses. */
export function costedRuns(db: Database, urlOf: UrlOf): CostedRun[] {
  const [opinions, launches, promised] = [secondOpinions(db), launchSettings(db), bonusCentsByRun(db)];
  return runRows(db, urlOf).map((run) => {
    const launch = launches.get(run.id) ?? noLaunch;
    const { currency, settings, qualification } = launch;
    const { pay_cents, spent_cents, committed_cents } = payOf(run, launch);
    const bonus_cents = promised.get(run.id) ?? 0;
    return {
      ...run,
      to_review: run.completed - run.accepted - run.soft_rejected - run.rejected,
      second_opinions: opinions.get(run.id) ?? 0,
      currency,
      pay_cents,
      spent_cents: spent_cents + bonus_cents,
      committed_cents: committed_cents + bonus_cents,
      bonus_cents,
      unit_order: orderText(settings.unitOrder as UnitOrder | undefined),
      most_units_per_assignment: (settings.overlap as Overlap | undefined)?.mostUnits ?? null,
      treatments: designText(settings.treatments as TreatmentSettings | undefined),
      ...whoMayWork(settings, qualification),
    };
  });
}
