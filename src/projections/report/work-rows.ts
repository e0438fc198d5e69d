import { and, count, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { onboardings } from '../onboarding/onboardings.ts';
import { appliedRules } from '../rules/applied-rules.ts';
import { codeLoads } from '../runs/code-loads.ts';
import { settingChanges } from '../runs/setting-changes.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { assignments } from '../units/assignments.ts';
import { bonuses } from '../units/bonuses.ts';
import { payCents } from '../units/unit-pay.ts';
import { unitPayments } from '../units/unit-payments.ts';
import { units } from '../units/units.ts';
import { workers } from '../workers/workers.ts';

/** Everything a report says of the work in some runs, from the rows; all without the names of workers. */
export type Work = ReturnType<typeof workIn>;

/** The runs of a report, in the order in which they were opened. */
export const reportedRuns = (db: Database, runs: readonly string[]) =>
  db
    .select()
    .from(taskRuns)
    .where(inArray(taskRuns.runId, [...runs]))
    .orderBy(taskRuns.row)
    .all();

/** Reads the runs of a report, their items, the answers in time, and what became of them. */
export function workIn(db: Database, runs: readonly string[]) {
  const ofRuns = [...runs];
  return {
    runs: reportedRuns(db, runs),
    items: db
      .select({ item: assignments.assignmentId, units: assignments.units })
      .from(assignments)
      .where(and(inArray(assignments.runId, ofRuns), isNull(assignments.purpose)))
      .orderBy(assignments.row)
      .all(),
    answers: db
      .select({
        item: units.assignmentId,
        worker: answers.workerId,
        provider: workers.provider,
        status: units.status,
        seconds: units.seconds,
        activeSeconds: answers.activeSeconds,
        submittedAt: answers.submittedAt,
        reviewedBy: units.reviewedBy,
        note: units.note,
        special: units.special,
        purpose: units.purpose,
        correct: units.correct,
        disqualifies: units.disqualifies,
        payCents,
        // Null for pay that is owed or not decided on.
        paidCents: unitPayments.paidCents,
        run: answers.runId,
      })
      .from(answers)
      .innerJoin(units, and(eq(units.unitId, answers.unitId), eq(units.agentId, answers.agentId)))
      .innerJoin(taskRuns, eq(taskRuns.runId, answers.runId))
      .leftJoin(workers, eq(workers.workerId, answers.workerId))
      .leftJoin(unitPayments, eq(unitPayments.unitId, answers.unitId))
      .where(and(inArray(answers.runId, ofRuns), eq(answers.late, false)))
      .orderBy(answers.row)
      .all(),
    late: db
      .select({ count: count() })
      .from(answers)
      .where(and(inArray(answers.runId, ofRuns), eq(answers.late, true)))
      .all()[0]?.count,
    bonuses: db
      .select({
        currency: bonuses.currency,
        state: bonuses.state,
        cents: sql<number>`sum(${bonuses.cents})`,
        count: count(),
      })
      .from(bonuses)
      .where(and(inArray(bonuses.runId, ofRuns), ne(bonuses.state, 'withdrawn')))
      .groupBy(bonuses.currency, bonuses.state)
      .orderBy(bonuses.currency, bonuses.state)
      .all(),
    payments: db
      .select({
        currency: unitPayments.currency,
        cents: sql<number>`sum(${unitPayments.paidCents})`,
        count: count(),
      })
      .from(unitPayments)
      .where(and(inArray(unitPayments.runId, ofRuns), isNotNull(unitPayments.paidAt)))
      .groupBy(unitPayments.currency)
      .orderBy(unitPayments.currency)
      .all(),
    onboardings: db
      .select({ status: onboardings.status, worker: onboardings.workerId, mistakes: onboardings.mistakes })
      .from(onboardings)
      .where(inArray(onboardings.runId, ofRuns))
      .orderBy(onboardings.row)
      .all(),
    changes: runs.map((run) => ({ run, history: settingChanges(db, run) })),
    codes: runs.flatMap((run) => codeLoads(db, run).map((load) => ({ run, ...load }))),
    rules: db
      .select({
        line: appliedRules.line,
        workers: sql<number>`count(distinct ${appliedRules.workerId})`,
      })
      .from(appliedRules)
      .where(and(inArray(appliedRules.runId, ofRuns), isNull(appliedRules.undoneAt)))
      .groupBy(appliedRules.line)
      .orderBy(appliedRules.line)
      .all(),
  };
}
