import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { signalFields } from '../../api/signal-texts.ts';
import type { SignalSums, Signals } from '../../api/signals.ts';
import { runsIn } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { units } from '../units/units.ts';
import { medianOf } from './worker-counts.ts';

/** Only the last answers are looked at. */
const maxAnswers = 1000;

/** What the pages of a worker's last answers counted, over all runs; null if none counted anything. */
export function signalsOfWorker(db: Database, workerId: string): SignalSums | null {
  const found = db
    .select({ signals: answers.signals })
    .from(units)
    .innerJoin(answers, eq(answers.agentId, units.agentId))
    .where(
      and(
        eq(units.workerId, workerId),
        isNotNull(units.submittedAt),
        isNotNull(answers.signals),
        sql`${units.runId} in (select "value" from json_each(${JSON.stringify(runsIn(db, {}))}))`,
      ),
    )
    .orderBy(desc(answers.row))
    .limit(maxAnswers)
    .all();
  return sumsOf(found.flatMap(({ signals }) => signals ?? []));
}

/** The sums and medians of what several answers counted; null without any. */
export function sumsOf(all: readonly Signals[]): SignalSums | null {
  if (all.length === 0) return null;
  const counts = signalFields.flatMap((field) => {
    const values = all.flatMap((one) => one[field] ?? []);
    const total = values.reduce((sum, value) => sum + value, 0);
    const median = medianOf(values);
    return median === null ? [] : [[field, { total, median }]];
  });
  const pastes = all.flatMap(({ pastes }) => pastes ?? []);
  const with_pastes = pastes.length > 0 ? pastes.filter((count) => count > 0).length : null;
  return { answers: all.length, with_pastes, counts: Object.fromEntries(counts) };
}
