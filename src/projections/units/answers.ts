import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StoredFile } from '../../events/file.ts';
import { defineProjection, json, params } from '../store/projection.ts';

/** All submitted answers, in order; `late` ones arrived when the worker no longer held the unit, and do not count. */
export const answers = sqliteTable(
  'answers',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull().unique(),
    unitId: text('unit_id').notNull(),
    runId: text('run_id').notNull(),
    workerId: text('worker_id').notNull(),
    answer: text('answer', { mode: 'json' }).$type<unknown>(),
    files: text('files', { mode: 'json' }).$type<StoredFile[]>(),
    submittedAt: text('submitted_at').notNull(),
    late: integer('late', { mode: 'boolean' }).notNull(),
    autoSubmitted: integer('auto_submitted', { mode: 'boolean' }).notNull(),
    /** How long the page was visible and used; null if it did not say, and for late answers. */
    activeSeconds: real('active_seconds'),
  },
  (table) => [index('answers_of_run').on(table.runId), index('answers_of_unit').on(table.unitId)],
);

const names = [
  'agentId',
  'unitId',
  'runId',
  'workerId',
  'answer',
  'files',
  'submittedAt',
  'late',
  'autoSubmitted',
  'activeSeconds',
] as const;

export const answersProjection = defineProjection({
  name: 'answers',
  version: 2,
  tables: [answers],
  prepare: (db) =>
    db
      .insert(answers)
      .values(params(...names))
      .prepare(),
  on: {
    'unit.submitted': ({ data, at: submittedAt }, insert, { run: runId }) => {
      const { agentId, unitId, workerId } = data;
      const [answer, files] = [json(data.answer), json(data.files)];
      const autoSubmitted = Number(data.autoSubmitted ?? false);
      const measured = { autoSubmitted, activeSeconds: data.activeSeconds ?? null };
      insert.run({ agentId, unitId, runId, workerId, answer, files, submittedAt, late: 0, ...measured });
    },
    'agent.submitted-late': ({ data, at: submittedAt }, insert, { run: runId }) => {
      const { agentId, unitId, workerId } = data;
      const [answer, files] = [json(data.answer), json(data.files)];
      const measured = { autoSubmitted: 0, activeSeconds: null };
      insert.run({ agentId, unitId, runId, workerId, answer, files, submittedAt, late: 1, ...measured });
    },
  },
});
