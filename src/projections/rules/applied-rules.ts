import { and, count, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { index, integer, real, type SQLiteColumn, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { ruleText } from '../../actors/rule-application.ts';
import type { Rule } from '../../events/rule.ts';
import type { RefusedPart } from '../../events/verdict.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, json, one, param, params } from '../store/projection.ts';

/** What the rules of all runs did to workers, and whether somebody took it back. */
export const appliedRules = sqliteTable(
  'applied_rules',
  {
    row: integer('row').primaryKey(),
    applicationId: text('application_id').notNull().unique(),
    runId: text('run_id').notNull(),
    workerId: text('worker_id').notNull(),
    unitId: text('unit_id').notNull(),
    at: text('at').notNull(),
    rule: text('rule', { mode: 'json' }).$type<Rule>().notNull(),
    /** The rule in one line; equal rules have equal lines. */
    line: text('line').notNull(),
    action: text('action').$type<Rule['action']['type']>().notNull(),
    reason: text('reason'),
    /** The end of a pause (ISO 8601, UTC). */
    until: text('until'),
    measured: real('measured').notNull(),
    submitted: integer('submitted').notNull(),
    /** What could not be granted, revoked or blocked. */
    refused: text('refused', { mode: 'json' }).$type<RefusedPart[]>(),
    undoneAt: text('undone_at'),
    undoneBy: text('undone_by'),
    note: text('note'),
  },
  (table) => [
    index('applied_rules_of_run').on(table.runId),
    index('applied_rules_of_worker').on(table.workerId, table.undoneAt),
  ],
);

export const appliedRulesProjection = defineProjection({
  name: 'applied-rules',
  version: 2,
  tables: [appliedRules],
  prepare: (db) => {
    const thisOne = eq(appliedRules.applicationId, param('applicationId'));
    return {
      applied: db
        .insert(appliedRules)
        .values(
          params(
            ...(['applicationId', 'runId', 'workerId', 'unitId', 'at', 'rule', 'measured', 'submitted'] as const),
            ...(['line', 'action', 'reason', 'until'] as const),
          ),
        )
        .prepare(),
      followed: db.update(appliedRules).set(params('refused')).where(thisOne).prepare(),
      undone: db
        .update(appliedRules)
        .set(params('undoneAt', 'undoneBy', 'note'))
        .where(thisOne)
        .prepare(),
    };
  },
  on: {
    'rule.applied': ({ data, at }, rows) => {
      const { action, reason = null } = data.rule;
      const until = action.type === 'pause' ? new Date(Date.parse(at) + action.minutes * 60_000).toISOString() : null;
      const told = { line: ruleText(data.rule), action: action.type, reason, until };
      rows.applied.run({ ...data, ...told, rule: json(data.rule), at });
    },
    'rule.followed': ({ data: { applicationId, step, refused } }, rows) => {
      if (step === 'applied') one(rows.followed.run({ applicationId, refused: json(refused) }), applicationId);
    },
    'rule.undone': ({ data: { applicationId, note = null }, at, by }, rows) =>
      one(rows.undone.run({ applicationId, undoneAt: at, undoneBy: by, note }), applicationId),
  },
});

/** What a rule did to a worker; `until` (ISO 8601, UTC) is the end of a pause. */
export type AppliedRule = {
  id: string;
  run: string;
  worker: string;
  unit: string;
  at: string;
  rule: string;
  action: Rule['action']['type'];
  reason: string | null;
  measure: Rule['measure'];
  measured: number;
  submitted: number;
  until: string | null;
  refused: RefusedPart[];
  undone: { at: string; by: string; note: string | null } | null;
};

type Query = Scope & { worker?: string; standing?: boolean; limit: number; cursor?: string; now: string };

/** A page of what rules did, the newest first, with a cursor if there is more; `standing` is whether it holds at the time `now` (ISO 8601, UTC). */
export function appliedRulePage(db: Database, query: Query): { applied: AppliedRule[]; cursor?: string } {
  const { run, task, worker, standing, limit, cursor, now } = query;
  const isScoped = run !== undefined || task !== undefined;
  const found = db
    .select()
    .from(appliedRules)
    .where(
      and(
        isScoped ? inArray(appliedRules.runId, runsIn(db, { run, task })) : undefined,
        worker === undefined ? undefined : eq(appliedRules.workerId, worker),
        standing === undefined ? undefined : sql`(${holdsAt(now)}) = ${Number(standing)}`,
        cursor === undefined ? undefined : lt(appliedRules.row, cursorNumbers(cursor, 1)[0] ?? 0),
      ),
    )
    .orderBy(desc(appliedRules.row))
    .limit(limit + 1)
    .all();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { applied: page.map(toApplied), ...(found.length > limit && last ? { cursor: `${last.row}` } : {}) };
}

/** What rules did to these workers that holds at the time `now` (ISO 8601, UTC), the oldest first. */
export function standingRules(db: Database, workerIds: readonly string[], now: string): Map<string, AppliedRule[]> {
  const found = db
    .select()
    .from(appliedRules)
    .where(and(inArray(appliedRules.workerId, [...workerIds]), holdsAt(now)))
    .orderBy(appliedRules.row)
    .all();
  const ofWorker = new Map<string, AppliedRule[]>();
  for (const row of found) ofWorker.set(row.workerId, [...(ofWorker.get(row.workerId) ?? []), toApplied(row)]);
  return ofWorker;
}

/** How often each rule of a run has applied, by its line: in all, holding at the time `now` (ISO 8601, UTC), and taken back. */
export function ruleCounts(
  db: Database,
  runId: string,
  now: string,
): Map<string, { applied: number; standing: number; undone: number }> {
  const standing = sql<number>`count(*) filter (where ${holdsAt(now)})`;
  const found = db
    .select({ line: appliedRules.line, applied: count(), standing, undone: count(appliedRules.undoneAt) })
    .from(appliedRules)
    .where(eq(appliedRules.runId, runId))
    .groupBy(appliedRules.line)
    .all();
  return new Map(found.map(({ line, ...counts }) => [line, counts]));
}

/** Whether what a rule did holds at a time (ISO 8601, UTC): nobody has taken it back, and it is no pause that is over. */
const holdsAt = (now: string): SQL =>
  sql`${appliedRules.undoneAt} is null and (${appliedRules.until} is null or ${appliedRules.until} > ${now})`;

/** What to find workers by: any rule, or what a rule did to them. */
export type RuleFilter = Rule['action']['type'] | 'any';

/** The ids of the workers for whom a rule did this, who have not got it taken back; pauses that are over by `now` (ISO 8601, UTC) do not count. */
export const workersWithRule = (filter: RuleFilter, now: string): SQL =>
  sql`select ${appliedRules.workerId} from ${appliedRules} where ${holdsAt(now)}
    ${filter === 'any' ? sql`` : sql`and ${appliedRules.action} = ${filter}`}`;

/** Why rules of these runs flagged each worker, the oldest first; what was taken back is left out. */
export function flagsIn(db: Database, runs: readonly string[]): Map<string, string[]> {
  const found = db
    .select({ worker: appliedRules.workerId, reason: appliedRules.reason, line: appliedRules.line })
    .from(appliedRules)
    .where(
      and(
        inArray(appliedRules.runId, [...runs]),
        eq(appliedRules.action, 'flag'),
        sql`${appliedRules.undoneAt} is null`,
      ),
    )
    .orderBy(appliedRules.row)
    .all();
  const flags = new Map<string, Set<string>>();
  for (const { worker, reason, line } of found) flags.set(worker, (flags.get(worker) ?? new Set()).add(reason ?? line));
  return new Map([...flags].map(([worker, reasons]) => [worker, [...reasons]]));
}

/** Why rules of the run flagged the worker of an answer, for a query of answers; null where nobody did or it was taken back. */
export const flaggedBy = (runId: SQLiteColumn, workerId: SQLiteColumn | SQL) =>
  sql<
    string | null
  >`(select group_concat(coalesce(${appliedRules.reason}, ${appliedRules.line}), '; ') from ${appliedRules}
    where ${appliedRules.workerId} = ${workerId} and ${appliedRules.runId} = ${runId}
    and ${appliedRules.action} = 'flag' and ${appliedRules.undoneAt} is null)`;

function toApplied(row: typeof appliedRules.$inferSelect): AppliedRule {
  const { applicationId, runId, workerId, unitId, at, line, action, reason, rule, undoneAt, undoneBy } = row;
  return {
    ...{ id: applicationId, run: runId, worker: workerId, unit: unitId, at, rule: line, action, reason },
    ...{ measure: rule.measure, measured: row.measured, submitted: row.submitted, until: row.until },
    refused: row.refused ?? [],
    undone: undoneAt === null ? null : { at: undoneAt, by: undoneBy ?? '', note: row.note },
  };
}
