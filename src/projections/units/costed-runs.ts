import { count, isNotNull, sql } from 'drizzle-orm';
import type { Overlap } from '../../events/overlap.ts';
import type { TreatmentSettings } from '../../events/treatment.ts';
import type { UnitOrder } from '../../events/unit-order.ts';
import { designText } from '../runs/design-text.ts';
import { centsOf } from '../runs/money.ts';
import { orderText } from '../runs/order-text.ts';
import { type RunRow, runRows, taskRuns, type UrlOf } from '../runs/task-runs.ts';
import { type WhoMayWork, whoMayWork } from '../runs/who-may-work.ts';
import type { Database } from '../store/database.ts';
import { bonusCentsByRun } from './bonus-rows.ts';
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
        reward: sql<number>`coalesce(json_extract(${taskRuns.config}, '$.task_reward'), 0)`,
        currency: sql<string>`coalesce(json_extract(${taskRuns.config}, '$.currency'), 'USD')`,
        settings: taskRuns.settings,
        qualification: sql<string | null>`json_extract(${taskRuns.config}, '$.onboarding_qualification')`,
      })
      .from(taskRuns)
      .all()
      .map(({ run, ...settings }) => [run, settings]),
  );

const noLaunch = { reward: 0, currency: 'USD', settings: {} as Record<string, unknown>, qualification: null };

/** All runs, the newest first. `committed` is all submitted work that is not rejected; `spent` is accepted and soft-rejected work and bonuses. */
export function costedRuns(db: Database, urlOf: UrlOf): CostedRun[] {
  const [opinions, launches, promised] = [secondOpinions(db), launchSettings(db), bonusCentsByRun(db)];
  return runRows(db, urlOf).map((run) => {
    const { reward, currency, settings, qualification } = launches.get(run.id) ?? noLaunch;
    const bonus_cents = promised.get(run.id) ?? 0;
    const paid = run.accepted + run.soft_rejected;
    return {
      ...run,
      to_review: run.completed - paid - run.rejected,
      second_opinions: opinions.get(run.id) ?? 0,
      currency,
      pay_cents: centsOf(reward),
      spent_cents: centsOf(reward * paid) + bonus_cents,
      committed_cents: centsOf(reward * (run.completed - run.rejected)) + bonus_cents,
      bonus_cents,
      unit_order: orderText(settings.unitOrder as UnitOrder | undefined),
      most_units_per_assignment: (settings.overlap as Overlap | undefined)?.mostUnits ?? null,
      treatments: designText(settings.treatments as TreatmentSettings | undefined),
      ...whoMayWork(settings, qualification),
    };
  });
}
