import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import type { WorkerIdentity } from '../../events/task-run.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, json, one, param, params } from '../store/projection.ts';
import { unitCounts } from './unit-counts.ts';

export type RunStatus = 'opening' | 'launched' | 'paused' | 'stopped' | 'completed';

/** Task runs, the config they were launched with and their present settings; counts of their units are in `unit_counts`. */
export const taskRuns = sqliteTable('task_runs', {
  row: integer('row').primaryKey(),
  runId: text('run_id').notNull().unique(),
  task: text('task').notNull(),
  title: text('title').notNull(),
  status: text('status').$type<RunStatus>().notNull(),
  launched: text('launched', { mode: 'json' }).$type<FactNamed<'task-run.opened'>['data']['launched']>().notNull(),
  settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  config: text('config', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  problem: text('problem'),
  openedAt: text('opened_at').notNull(),
  launchedAt: text('launched_at'),
  endedAt: text('ended_at'),
  hidden: integer('hidden', { mode: 'boolean' }).notNull().default(false),
});

/** A completed run continues and is no longer hidden; one that is opening or paused keeps its status. */
const goesOn = {
  hidden: false,
  status: sql`case ${taskRuns.status} when 'completed' then 'launched' else ${taskRuns.status} end`,
  endedAt: null,
};

export const taskRunsProjection = defineProjection({
  name: 'task-runs',
  version: 5,
  tables: [taskRuns],
  prepare(db) {
    const prepareUpdate = (values: Parameters<ReturnType<typeof db.update<typeof taskRuns>>['set']>[0]) =>
      db
        .update(taskRuns)
        .set(values)
        .where(eq(taskRuns.runId, sql.placeholder('runId')))
        .prepare();
    const { endedAt } = params('endedAt');
    const columns = params('runId', 'task', 'title', 'launched', 'settings', 'config', 'openedAt');
    return {
      opened: db
        .insert(taskRuns)
        .values({ ...columns, status: 'opening' })
        .prepare(),
      launched: prepareUpdate({ status: 'launched', launchedAt: param('launchedAt') }),
      failed: prepareUpdate({ problem: param('problem') }),
      paused: prepareUpdate({ status: 'paused' }),
      resumed: prepareUpdate({ status: 'launched' }),
      extended: prepareUpdate({
        settings: sql`json_set(${taskRuns.settings}, '$.unitsPerAssignment', ${sql.placeholder('units')})`,
        ...goesOn,
      }),
      added: prepareUpdate(goesOn),
      // A setting that is null is taken away.
      changed: prepareUpdate({ settings: sql`json_patch(${taskRuns.settings}, ${sql.placeholder('changes')})` }),
      stopped: prepareUpdate({ status: 'stopped', endedAt }),
      completed: prepareUpdate({ status: 'completed', endedAt }),
      hidden: prepareUpdate({ hidden: true }),
      shown: prepareUpdate({ hidden: false }),
    };
  },
  on: {
    'task-run.opened': ({ data, at }, rows) => {
      const { runId, task, title } = data;
      const [launched, settings, config] = [json(data.launched), json(data.settings), json(data.config)];
      rows.opened.run({ runId, task, title, launched, settings, config, openedAt: at });
    },
    'task-run.launched': ({ data: { runId }, at }, rows) => one(rows.launched.run({ runId, launchedAt: at }), runId),
    'task-run.data-failed': ({ data: { runId, reason } }, rows) =>
      one(rows.failed.run({ runId, problem: reason }), runId),
    'task-run.paused': ({ data: { runId } }, rows) => one(rows.paused.run({ runId }), runId),
    'task-run.resumed': ({ data: { runId } }, rows) => one(rows.resumed.run({ runId }), runId),
    'task-run.extended': ({ data: { runId, unitsPerAssignment: units } }, rows) =>
      one(rows.extended.run({ runId, units }), runId),
    'task-run.data-added': ({ data: { runId } }, rows) => one(rows.added.run({ runId }), runId),
    'task-run.settings-changed': ({ data: { runId, settings } }, rows) =>
      one(rows.changed.run({ runId, changes: json(settings) }), runId),
    'task-run.stopped': ({ data: { runId }, at }, rows) => one(rows.stopped.run({ runId, endedAt: at }), runId),
    'task-run.completed': ({ data: { runId }, at }, rows) => one(rows.completed.run({ runId, endedAt: at }), runId),
    'task-run.hidden': ({ data: { runId } }, rows) => one(rows.hidden.run({ runId }), runId),
    'task-run.shown': ({ data: { runId } }, rows) => one(rows.shown.run({ runId }), runId),
  },
});

/** How a run knows its workers; runs of earlier versions are unsigned. */
export const workerIdentity = sql<WorkerIdentity>`coalesce(json_extract(${taskRuns.settings}, '$.workerIdentity'), 'unsigned')`;

/** Whether a run is for development. */
export const isDevelopment = sql<boolean>`json_extract(${taskRuns.launched}, '$.development') is 1`.mapWith(Boolean);

/** The task of a run, if there is such a run. */
export const taskOfRun = (db: Database, runId: string): string | undefined =>
  db.select({ task: taskRuns.task }).from(taskRuns).where(eq(taskRuns.runId, runId)).get()?.task;

/** What a run was launched with: its task's folder, options and config; and its present settings. */
export const runConfig = (db: Database, runId: string) =>
  db
    .select({ launched: taskRuns.launched, settings: taskRuns.settings, config: taskRuns.config })
    .from(taskRuns)
    .where(eq(taskRuns.runId, runId))
    .get();

/** The ids of the runs that may get answers from workers who are known by the name in their link alone, the newest first. */
export const unsignedRuns = (db: Database): string[] =>
  db
    .select({ id: taskRuns.runId })
    .from(taskRuns)
    .where(and(inArray(taskRuns.status, ['launched', 'paused']), eq(workerIdentity, 'unsigned')))
    .orderBy(desc(taskRuns.row))
    .all()
    .map(({ id }) => id);

/** The runs that are open to people with accounts, the newest first, with how many units of their data are free. */
export const accountRuns = (db: Database) =>
  db
    .select({
      id: taskRuns.runId,
      title: taskRuns.title,
      open: sql<number>`coalesce(${unitCounts.open} - ${unitCounts.special_open}, 0)`,
    })
    .from(taskRuns)
    .leftJoin(unitCounts, eq(unitCounts.runId, taskRuns.runId))
    .where(and(eq(taskRuns.status, 'launched'), eq(workerIdentity, 'account')))
    .orderBy(desc(taskRuns.row))
    .all();
